package toro;

import org.jspecify.annotations.Nullable;

/** An item to be taken, among other things that are waited for. */
final class QueueSource<T> extends WaitSource<T> {
  private final QueueEngine<T> engine;

  QueueSource(QueueEngine<T> engine) {
    this.engine = engine;
  }

  @Override
  Object blocker() {
    return engine.owner;
  }

  @Override
  WaitGuard guard() {
    return engine.guard();
  }

  @Override
  @Nullable Waiter<T> look() {
    return engine.takeNow();
  }

  @Override
  Waiter<T> waiter() {
    return new QueueWaiter.Take<>(engine);
  }

  @Override
  @Nullable Object join(Waiter<T> take) {
    engine.append(take);
    return null;
  }

  /** An item to be put. */
  static final class Put<T> extends WaitSource<@Nullable Void> {
    private final QueueEngine<T> engine;
    private final T item;

    Put(QueueEngine<T> engine, T item) {
      this.engine = engine;
      this.item = item;
    }

    @Override
    Object blocker() {
      return engine.owner;
    }

    @Override
    WaitGuard guard() {
      return engine.guard();
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      return engine.putNow(item);
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return new QueueWaiter.Put<>(engine, item);
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> put) {
      engine.standToPut(put);
      return null;
    }
  }

  /** The end of the last item. */
  static final class Done extends WaitSource<@Nullable Void> {
    private final QueueEngine<?> engine;

    Done(QueueEngine<?> engine) {
      this.engine = engine;
    }

    @Override
    Object blocker() {
      return engine.owner;
    }

    @Override
    WaitGuard guard() {
      return engine.guard();
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      return engine.tasks.areDone() ? waiter().grantUnseen() : null;
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return new QueueWaiter.Join(engine);
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> join) {
      engine.tasks.stand(join);
      return null;
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Something that is waited for at a queue, among other things. */
abstract class QueueSource<T, R extends @Nullable Object> extends WaitSource<R> {
  final QueueEngine<T> engine;

  private QueueSource(QueueEngine<T> engine) {
    this.engine = engine;
  }

  @Override
  final Object blocker() {
    return engine.owner;
  }

  @Override
  final WaitGuard guard() {
    return engine.guard();
  }

  /** An item to be taken. */
  abstract static class Taking<T, R> extends QueueSource<T, R> {
    private Taking(QueueEngine<T> engine) {
      super(engine);
    }

    @Override
    abstract QueueWaiter.Taker<T, R> waiter();

    @Override
    final @Nullable Waiter<R> look() {
      if (engine.size == 0 && !engine.mustAdmit() && engine.ended() == null) {
        return null;
      }
      QueueWaiter.Taker<T, R> taker = waiter();
      WaitGrants grants = engine.grantsIfNeeded();
      Object end = taker.takeAtOnce(grants);
      taker.next = grants == null ? null : grants.followedBy(null);
      return end == null ? null : unseen(taker, end); // null: nor was anybody admitted
    }

    @Override
    @Nullable Object join(Waiter<R> taker) {
      engine.append(taker);
      return null;
    }
  }

  private static <R extends @Nullable Object> Waiter<R> unseen(Waiter<R> waiter, Object end) {
    waiter.decideUnseen(end);
    return waiter;
  }

  /** An item to be taken for good. */
  static final class Take<T> extends Taking<T, T> {
    Take(QueueEngine<T> engine) {
      super(engine);
    }

    @Override
    QueueWaiter.Taker<T, T> waiter() {
      return new QueueWaiter.Take<>(engine);
    }
  }

  /** An item to be leased. */
  static final class Leasing<T> extends Taking<T, Lease<T>> {
    Leasing(QueueEngine<T> engine) {
      super(engine);
    }

    @Override
    QueueWaiter.Taker<T, Lease<T>> waiter() {
      return new QueueLease<>(engine);
    }

    @Override
    @Nullable Object join(Waiter<Lease<T>> lease) {
      ((QueueLease<T>) lease).stand();
      return null;
    }
  }

  /** Room for an item. */
  static final class Reserve<T> extends QueueSource<T, Slot<T>> {
    Reserve(QueueEngine<T> engine) {
      super(engine);
      QueueSlot.requireSlots(engine);
    }

    @Override
    @Nullable Waiter<Slot<T>> look() {
      if (engine.room() == 0 && engine.closed == null) {
        return null;
      }
      QueueSlot<T> slot = waiter();
      Object end = slot.takeAtOnce();
      return end == null ? null : unseen(slot, end);
    }

    @Override
    QueueSlot<T> waiter() {
      return new QueueSlot<>(engine, null);
    }

    @Override
    @Nullable Object join(Waiter<Slot<T>> slot) {
      ((QueueSlot<T>) slot).stand();
      return null;
    }
  }

  /** An item to be put. */
  static final class Put<T> extends QueueSource<T, @Nullable Void> {
    private final T item;

    Put(QueueEngine<T> engine, T item) {
      super(engine);
      this.item = engine.entering(requireNonNull(item, "item"));
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
      engine.askers.append(put);
      return null;
    }
  }

  /** The end of the last item. */
  static final class Done<T> extends QueueSource<T, @Nullable Void> {
    Done(QueueEngine<T> engine) {
      super(engine);
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

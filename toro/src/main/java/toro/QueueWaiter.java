package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Somebody who stands in a line of a queue. */
abstract class QueueWaiter<T extends @Nullable Object> extends WaiterGuarded<T> {
  final QueueEngine<?> engine;

  private QueueWaiter(QueueEngine<?> engine) {
    this.engine = engine;
  }

  @Override
  final WaitGuard guard() {
    return engine.guard();
  }

  @Override
  final Object blocker() {
    return engine.owner;
  }

  /** Waits until there is room for an item. */
  static final class Put<T> extends QueueWaiter<@Nullable Void> {
    final T item; // not among the queue's as long as this waits

    Put(QueueEngine<T> engine, T item) {
      super(engine);
      this.item = item;
    }

    /** Out of line, and about to be granted: false if another member of its choice was. */
    boolean begin() {
      WaitChoice<?> choice = choice();
      return choice == null || choice.begin();
    }

    /** Decides, after it has begun. */
    void conclude(Object end) {
      WaitChoice<?> choice = choice();
      if (choice == null) {
        var unused = decide(end);
      } else {
        choice.concludeFor(this, end);
      }
    }

    @Override
    String operation() {
      return "put";
    }

    @Override
    String lacking() {
      return engine.capacity() == 0 ? "no taker" : "no room";
    }
  }

  /** Waits for an item. */
  static final class Take<T> extends QueueWaiter<T> {
    @Nullable T item; // under the guard, before the grant

    Take(QueueEngine<T> engine) {
      super(engine);
    }

    @Override
    String operation() {
      return "take";
    }

    @Override
    String lacking() {
      return "no item";
    }

    @Override
    T grantedValue() {
      return requireNonNull(item);
    }

    @Override
    boolean isReturnable() {
      return true;
    }

    @Override
    void giveBack() {
      QueueEngine<T> from = Wait.cast(engine);
      from.putBack(grantedValue());
    }
  }

  /** Waits until all items are finished. */
  static final class Join extends QueueWaiter<@Nullable Void> {
    Join(QueueEngine<?> engine) {
      super(engine);
    }

    @Override
    String operation() {
      return "whenDone";
    }

    @Override
    String lacking() {
      return "not done";
    }
  }
}

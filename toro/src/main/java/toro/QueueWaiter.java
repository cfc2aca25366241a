package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Somebody who stands in a line of a queue. */
abstract class QueueWaiter<T extends @Nullable Object> extends WaiterGuarded<T> {
  final QueueState<?> engine;

  QueueWaiter(QueueState<?> engine) {
    this.engine = engine;
  }

  QueueWaiter(QueueState<?> engine, @Nullable Home home) {
    super(home);
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
  static class Put<T> extends QueueWaiter<@Nullable Void> {
    final T item; // not among the queue's as long as this waits

    Put(QueueState<T> engine, T item) {
      super(engine);
      this.item = item;
    }

    /** Out of line, and about to be granted: false if another member of its choice was. */
    final boolean begin() {
      WaitChoice<?> choice = choice();
      return choice == null || choice.begin();
    }

    /** Decides, after it has begun. */
    final void conclude(Object end) {
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
      return engine.isRendezvous() ? "no taker" : "no room";
    }
  }

  /** Waits for an item, whatever it makes of that. */
  abstract static class Taker<T, R> extends QueueWaiter<R> {
    @Nullable T item; // under the guard, before the grant; or a QueueItem that stands for it

    Taker(QueueState<T> engine) {
      super(engine);
    }

    Taker(QueueState<T> engine, @Nullable Home home) {
      super(engine, home);
    }

    /** Has just got its item; under the guard. Who cares makes sure that there are extras. */
    void hasTaken() {}

    /** Under the guard: how it ends, with an item or without; null if it has to wait for one. */
    final @Nullable Object takeAtOnce(@Nullable WaitGrants grants) {
      QueueEngine<T> from = engine();
      T next = from.takeOut(grants);
      if (next == null) {
        return from.ended();
      }
      item = next;
      hasTaken();
      return GRANTED;
    }

    final QueueEngine<T> engine() {
      return cast(engine);
    }

    final T held() {
      return requireNonNull(item);
    }

    @Override
    final String lacking() {
      return "no item";
    }

    @Override
    final boolean isReturnable() {
      return true;
    }
  }

  /** Waits for an item, and hands it over. */
  static final class Take<T> extends Taker<T, T> {
    Take(QueueState<T> engine) {
      super(engine);
    }

    @Override
    T grantedValue() {
      return engine.extras == null ? held() : QueueItem.itemOf(held());
    }

    @Override
    void giveBack() {
      engine().putBack(held());
    }

    @Override
    String operation() {
      return "take";
    }
  }

  /** Waits until all items are finished. */
  static final class Join extends QueueWaiter<@Nullable Void> {
    Join(QueueState<?> engine) {
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

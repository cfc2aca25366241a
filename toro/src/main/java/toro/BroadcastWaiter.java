package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Somebody who waits for a broadcast. */
abstract class BroadcastWaiter<T extends @Nullable Object> extends Waiter<T> {
  private final BroadcastEngine<?> engine;

  private BroadcastWaiter(BroadcastEngine<?> engine) {
    this.engine = engine;
  }

  @Override
  final Object blocker() {
    return engine.owner;
  }

  /** Waits until there is room for an item. */
  static final class Put<T> extends BroadcastWaiter<@Nullable Void> {
    private @Nullable T item; // under the guard: null once it was accepted

    Put(BroadcastEngine<T> engine, T item) {
      super(engine);
      this.item = item;
    }

    /** Its item, which is elsewhere from now on. */
    T removeItem() {
      T accepted = requireNonNull(item);
      item = null;
      return accepted;
    }

    @Override
    String operation() {
      return "put";
    }

    @Override
    String lacking() {
      return "no room";
    }
  }

  /** Waits for the next item of a subscription. */
  static final class Take<T> extends BroadcastWaiter<T> {
    private final BroadcastReader<T> reader;
    private @Nullable T item; // these two: under the guard, before the grant
    private long number;

    Take(BroadcastReader<T> reader) {
      super(reader.engine);
      this.reader = reader;
    }

    /** What a grant that follows hands over; null if it did not come to that. */
    void offer(@Nullable T next, long itsNumber) {
      item = next;
      number = itsNumber;
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
      reader.putBack(grantedValue(), number);
    }
  }
}

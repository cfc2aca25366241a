package toro;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * A bounded queue that drops an item where others have a put wait: the oldest one, or the one that
 * comes in. One that went back is never dropped: it stands here as a {@link QueueItem}.
 */
final class QueueDropping<T> extends QueueRing<T> {
  private final QueueOverflow<T> overflow;

  private QueueDropping(
      Primitive owner, int capacity, boolean isIncoming, Consumer<? super T> dropped) {
    super(owner, capacity, false, false);
    requireNonNull(dropped, "dropped");
    this.overflow = isIncoming ? new Incoming(dropped) : new Oldest(dropped);
    extras(); // there will be a QueueItem
  }

  static <T> QueueEngine<T> oldest(Primitive owner, int capacity, Consumer<? super T> dropped) {
    return new QueueDropping<>(owner, capacity, false, dropped);
  }

  static <T> QueueEngine<T> incoming(Primitive owner, int capacity, Consumer<? super T> dropped) {
    return new QueueDropping<>(owner, capacity, true, dropped);
  }

  @Override
  QueueOverflow<T> overflow() {
    return overflow;
  }

  private abstract class Dropping extends QueueOverflow<T> {
    Dropping(Consumer<? super T> dropped) {
      super(QueueDropping.this, dropped);
    }

    @Override
    final T comeBack(T item, WaitGrants grants) {
      return QueueItem.after(item, QueueItem.attemptsOf(item));
    }

    /** Drops an item that may be dropped; false if it is not one. */
    final boolean dropAt(int place, WaitGrants grants) {
      T item = get(place);
      boolean mayDrop = !(item instanceof QueueItem);
      if (mayDrop) {
        removeAt(place, size);
        size--;
        drop(item, grants);
      }
      return mayDrop;
    }
  }

  private final class Oldest extends Dropping {
    Oldest(Consumer<? super T> dropped) {
      super(dropped);
    }

    @Override
    void enter(T item, WaitGrants grants) {
      accepted++; // before others count as finished: it takes their place
      shrinkTo(limit - 1, grants);
      insert(item, size); // if none may be dropped, over the capacity
      grow();
    }

    @Override
    void shrink(WaitGrants grants) {
      shrinkTo(limit, grants);
    }

    private void shrinkTo(int most, WaitGrants grants) {
      for (int place = 0; size > most && place < size; ) {
        place += dropAt(place, grants) ? 0 : 1;
      }
    }
  }

  private final class Incoming extends Dropping {
    Incoming(Consumer<? super T> dropped) {
      super(dropped);
    }

    @Override
    void enter(T item, WaitGrants grants) {
      accepted++;
      drop(item, grants);
    }

    @Override
    boolean accepts() {
      return false;
    }

    @Override
    void shrink(WaitGrants grants) {
      for (int place = size - 1; size > limit && place >= 0; place--) {
        dropAt(place, grants);
      }
    }
  }
}

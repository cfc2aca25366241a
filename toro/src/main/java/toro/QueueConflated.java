package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A queue of at most one item for each key: a new one takes the place of the old one. */
final class QueueConflated<T> extends QueueCompared<T> {
  /*
   * Overview.
   *
   * Every item here is a QueueItem, with its key. There is room in it always; but its limit is 0,
   * so that every item for which there is no taker comes to the overflow, which looks for its key.
   *
   * I1. The places in line are those in the map, but for an item that came back while the user's
   *     equals threw: that one is not found by its key.
   * I2. The user's code runs only where an item comes in or back: the hash code is known from
   *     before the guard was taken, and a place that is left is looked for by identity.
   */
  private static final int LARGE = 1024;

  private static final class Place<T> {
    final @Nullable Object key; // in the map
    T item;

    Place(T item) {
      this.key = QueueItem.keyOf(item);
      this.item = item;
    }
  }

  private final class Key {
    private final Object key;
    private final int hash;

    Key(Object key) {
      this.key = key;
      this.hash = key.hashCode();
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || !isRemoving // I2
              && other instanceof QueueConflated<?>.Key that
              && hash == that.hash
              && key.equals(that.key);
    }
  }

  private final Function<? super T, ?> key;
  private final Replacing overflow;
  private ArrayDeque<Place<T>> line = new ArrayDeque<>(); // these all: under the guard
  private HashMap<Object, Place<T>> places = new HashMap<>();
  private boolean isRemoving;
  private boolean isLarge; // they were, and keep the room

  QueueConflated(Primitive owner, Function<? super T, ?> key, Consumer<? super T> replaced) {
    super(owner, UNBOUNDED, true);
    this.key = requireNonNull(key, "key function");
    this.overflow = new Replacing(requireNonNull(replaced, "replaced"));
    this.limit = 0;
    extras(); // every item is a QueueItem
  }

  @Override
  QueueOverflow<T> overflow() {
    return overflow;
  }

  @Override
  String comparison() {
    return "key";
  }

  @Override
  int room() {
    return UNBOUNDED - size;
  }

  // ---- coming in

  @Override
  Wait<@Nullable Void> put(T item, @Nullable QueueEnds<T> end) {
    Object itsKey;
    try {
      itsKey = key.apply(item);
    } catch (RuntimeException | Error e) {
      return new QueueWaiter.Put<>(this, item).failAtOnce(e);
    }
    return super.put(with(itsKey, item), end);
  }

  @Override
  boolean offer(T item) {
    return super.offer(entering(item));
  }

  @Override
  T entering(T item) {
    return with(key.apply(item), item);
  }

  private T with(@Nullable Object itsKey, T item) {
    return WaitState.cast(new QueueItem(item, 0, new Key(requireNonNull(itsKey, "key"))));
  }

  /** Takes the place of a key if it is free; else who has it. */
  private @Nullable Place<T> occupy(Place<T> place) {
    beginComparing();
    try {
      return places.putIfAbsent(place.key, place);
    } finally {
      endComparing();
    }
  }

  private final class Replacing extends QueueOverflow<T> {
    Replacing(Consumer<? super T> replaced) {
      super(QueueConflated.this, replaced);
    }

    @Override
    void enter(T item, WaitGrants grants) {
      var place = new Place<>(item);
      Place<T> taken = occupy(place); // what the user's equals throws changes nothing
      accepted++;
      if (taken == null) {
        line.addLast(place);
        hasGrown();
        grow();
      } else {
        T replaced = taken.item;
        taken.item = item;
        drop(replaced, grants);
      }
    }

    @Override
    @Nullable T comeBack(T item, WaitGrants grants) {
      if (!isThere(item)) {
        return item;
      }
      drop(item, grants);
      return null;
    }

    @Override
    boolean hasSlots() {
      return true;
    }
  }

  private boolean isThere(T item) {
    beginComparing();
    try {
      return places.containsKey(QueueItem.keyOf(item));
    } catch (RuntimeException | Error e) { // an item that comes back must not be lost
      return false;
    } finally {
      endComparing();
    }
  }

  // ---- the items

  @Override
  void insert(T item, int size) {
    insertLast(item, size);
  }

  @Override
  void insertBack(T item, int size) {
    line.addFirst(occupied(item));
    hasGrown();
  }

  @Override
  void insertLast(T item, int size) {
    line.addLast(occupied(item));
    hasGrown();
  }

  private Place<T> occupied(T item) {
    var place = new Place<>(item);
    try {
      var unused = occupy(place);
    } catch (RuntimeException | Error e) {
      // I1: it is taken in its turn all the same
    }
    return place;
  }

  @Override
  T remove(int size) {
    Place<T> first = line.removeFirst();
    isRemoving = true;
    places.remove(first.key);
    isRemoving = false;
    if (size == 1 && isLarge) { // a burst is over: do not keep its room
      line = new ArrayDeque<>();
      places = new HashMap<>();
      isLarge = false;
    }
    return first.item;
  }

  @Override
  T next() {
    return line.getFirst().item;
  }

  /** Whether it holds nothing, nor the room for much; for tests. */
  boolean isUnused() {
    return line.isEmpty() && places.isEmpty() && !isLarge;
  }

  private void hasGrown() {
    isLarge |= line.size() > LARGE;
  }
}

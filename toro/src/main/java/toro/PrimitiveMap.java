package toro;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The keys of a primitive that are in use: what has no use any more is gone. */
final class PrimitiveMap<E extends PrimitiveKey> {
  /*
   * Overview.
   *
   * An entry is its own key. One looks for it with a new one, by the equals of the user's key; who
   * has found it goes on with the entry itself.
   *
   * M1. The user's code runs only when one looks: its hashCode before anything else, its equals
   *     perhaps inside of the map. What it throws has changed nothing. An entry is taken out
   *     without it: so a key that has changed, or throws, is taken out all the same.
   * M2. The user's equals may not call back in: who is inside it is in `comparing`, and is refused.
   * M3. The uses of an entry change only inside of a step of the map, and it is taken out in the
   *     step in which they come to 0. So nobody uses an entry that is not in the map.
   *
   * More than a few keys of the very same hash are found one after the other, but for strings.
   */
  final Primitive owner;
  private final ConcurrentHashMap<PrimitiveKey, E> entries = new ConcurrentHashMap<>();
  private final Set<Thread> comparing = ConcurrentHashMap.newKeySet(); // each by itself

  PrimitiveMap(Primitive owner) {
    this.owner = owner;
  }

  int size() {
    return entries.size();
  }

  Collection<E> entries() {
    return entries.values();
  }

  // ---- the user's code

  /** Every call from outside comes by here (M2). */
  void refuseFromInside() {
    if (!comparing.isEmpty() && comparing.contains(Thread.currentThread())) {
      throw new IllegalStateException(owner.brief() + ": called by a key's equals");
    }
  }

  /** Whether two keys of the same hash are equal (M1). */
  boolean areEqual(Object one, Object other) {
    if (one == other) {
      return true;
    }
    if (one instanceof String
        || one instanceof Integer
        || one instanceof Long
        || one instanceof UUID) {
      return one.equals(other); // which do not call back
    }
    comparing.add(Thread.currentThread());
    try {
      return one.equals(other);
    } finally {
      comparing.remove(Thread.currentThread());
    }
  }

  // ---- looking

  /** The entry for an equal key, or null. */
  @Nullable E find(PrimitiveKey key) {
    return entry(entries.get(key));
  }

  /** Puts a new entry in, and returns null; or the one that is in for an equal key. */
  @Nullable E add(E added) {
    E found = entries.putIfAbsent(added, added);
    if (found == null) {
      added.isEntry = true; // M1
    }
    return entry(found);
  }

  private @Nullable E entry(@Nullable E found) {
    if (found != null) {
      found.isEntry = true; // M1
    }
    return found;
  }

  // ---- an entry

  void remove(E entry) {
    entries.remove(entry);
  }

  /** One use more; false if it was taken out meanwhile. */
  boolean use(E entry) {
    return entries.computeIfPresent(entry, PrimitiveMap::used) != null;
  }

  /** The same, if it is granted inside of the step, which takes no guard. */
  boolean useIf(E entry, BooleanSupplier granted) {
    return entries.computeIfPresent(
            entry, (key, found) -> granted.getAsBoolean() ? used(key, found) : found)
        != null;
  }

  private static <E extends PrimitiveKey> E used(PrimitiveKey key, E entry) {
    entry.uses++; // M3
    return entry;
  }

  /** One use less; true if it was the last, and the entry is gone. */
  boolean leave(E entry) {
    return entries.computeIfPresent(entry, PrimitiveMap::left) == null;
  }

  private static <E extends PrimitiveKey> @Nullable E left(PrimitiveKey key, E entry) {
    entry.uses--;
    return entry.uses == 0 ? null : entry; // M3
  }
}

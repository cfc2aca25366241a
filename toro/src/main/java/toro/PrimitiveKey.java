package toro;

import static java.util.Objects.requireNonNull;

/** A key that is in use, and what a primitive has for it; or the key that one looks for. */
abstract class PrimitiveKey extends Primitive {
  private final PrimitiveMap<?> map;
  private final Object key;
  private final int hash;
  int uses; // those who need the entry; in the map: in one step with it
  boolean isEntry; // by each thread that calls with this as an entry of the map, before that

  PrimitiveKey(PrimitiveMap<?> map, Object key) {
    map.refuseFromInside();
    this.map = map;
    this.key = requireNonNull(key, "key");
    this.hash = key.hashCode();
  }

  @Override
  public final int hashCode() {
    return hash;
  }

  /** As the key, of one that is looked for; of an entry, as what it is: no foreign code runs. */
  @Override
  public final boolean equals(Object other) {
    return other == this
        || (!isEntry
            && other instanceof PrimitiveKey entry
            && entry.hash == hash
            && map.areEqual(key, entry.key));
  }

  /**
   * Where it comes among many keys of the same hash: the map finds it the sooner. Only strings have
   * an order, as those may come from somebody who has chosen their hashes.
   */
  final int compareKeys(PrimitiveKey other) {
    return key instanceof String mine && other.key instanceof String its ? mine.compareTo(its) : 0;
  }

  @Override
  final String brief() {
    return map.owner.brief();
  }

  /** Shows the key as well, so that it is only for reports. */
  @Override
  final String describe() {
    return map.owner.describe("key " + key + ", " + state());
  }
}

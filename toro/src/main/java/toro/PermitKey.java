package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A key of a keyed lock that somebody holds or waits for, with its permits and its line. */
final class PermitKey extends PrimitiveKey implements Comparable<PermitKey> {
  /*
   * Overview.
   *
   * K1. In the map, and one use for each request that holds or waits. The use ends when the request
   *     closes its permit or has given up, once: before anybody who waits is granted or told. So
   *     whoever is told of an end sees the keys without it.
   * K2. A permit is closed before its use ends: when the entry is gone, nobody holds the key, and
   *     the next one may begin with a new entry.
   */
  private final PrimitiveMap<PermitKey> map;
  private @Nullable PermitPool permits; // before it is put into the map

  private PermitKey(PrimitiveMap<PermitKey> map, Object key) {
    super(map, key);
    this.map = map;
  }

  @Override
  public int compareTo(PermitKey other) {
    return compareKeys(other);
  }

  PermitPool permits() {
    return requireNonNull(permits);
  }

  /** Stands in line for a permit of the key, of which there are so many. */
  static Wait<Permit> acquire(PrimitiveMap<PermitKey> map, Object key, int permits) {
    var probe = new PermitKey(map, key);
    for (; ; ) {
      PermitKey entry = map.find(probe);
      if (entry == null) {
        entry = probe.enter(permits);
        if (entry == null) {
          return new Request(probe).grantAtOnce();
        }
      }
      if (map.use(entry)) { // else it has gone meanwhile
        return entry.permits().acquire(new Request(entry));
      }
    }
  }

  /** A permit of the key, if one is free and nobody waits. */
  static @Nullable Permit tryAcquire(PrimitiveMap<PermitKey> map, Object key, int permits) {
    var probe = new PermitKey(map, key);
    for (; ; ) {
      PermitKey entry = map.find(probe);
      if (entry == null) {
        entry = probe.enter(permits);
        if (entry == null) {
          return new Request(probe).grantNow();
        }
      }
      PermitPool pool = entry.permits();
      if (!pool.isFree()) {
        return null;
      }
      boolean[] taken = new boolean[1];
      if (map.useIf(entry, () -> taken[0] = pool.tryTake(1))) {
        return taken[0] ? new Request(entry).grantNow() : null;
      }
    }
  }

  static boolean isInUse(PrimitiveMap<PermitKey> map, Object key) {
    return map.find(new PermitKey(map, key)) != null;
  }

  /** Puts this in with one permit taken, and returns null; or what is in for an equal key. */
  private @Nullable PermitKey enter(int permits) {
    uses = 1;
    this.permits = new PermitPool(this, permits - 1);
    return map.add(this);
  }

  @Override
  String state() {
    return "held" + Names.waiting(permits().waiting());
  }

  /** A request for the key, and its permit. */
  private static final class Request extends PermitRequest {
    private final PermitKey key;

    Request(PermitKey key) {
      super(key.permits(), 1, Use.HOLD);
      this.key = key;
    }

    Permit grantNow() {
      var unused = grantUnseen();
      return this;
    }

    @Override
    public void close() {
      key.map.refuseFromInside();
      super.close();
    }

    @Override
    boolean giveUp(WaitGiveUp attempt) {
      key.map.refuseFromInside();
      return super.giveUp(attempt);
    }

    @Override
    void leaveLine(WaitGrants grants) {
      super.leaveLine(grants);
      key.leave();
    }

    @Override
    void release() {
      if (!key.leave()) { // K2
        super.release();
      }
    }
  }

  /** The end of one use; true if it was the last (K1). */
  private boolean leave() {
    return map.leave(this);
  }
}

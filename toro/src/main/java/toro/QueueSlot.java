package toro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A request for room in a queue, and the slot that it is granted: one object for both. */
final class QueueSlot<T> extends QueueWaiter<Slot<T>> implements Slot<T> {
  /*
   * Overview.
   *
   *      OPEN ──put──▶ USED        an item entered the queue
   *        ├───close──▶ UNUSED     the room is free again
   *        └─closeNow──▶ revoked   as the extras of the queue say, for all slots at once
   *
   * I1. It takes room if and only if it was granted, is OPEN, and is not revoked: then it is
   *     counted among the open slots. All of that changes under the guard.
   * I2. One that an end of the queue asked for is counted as pending there, from the request on, as
   *     long as it waits or takes room.
   */
  private static final byte OPEN = 0;
  private static final byte USED = 1;
  private static final byte UNUSED = 2;

  private final @Nullable QueueEnds<T> ends; // that asks for it
  private volatile byte state; // under the guard, and read by anybody

  QueueSlot(QueueState<T> engine, @Nullable QueueEnds<T> ends) {
    super(engine);
    this.ends = ends;
  }

  /** A slot, as soon as there is room for it. */
  static <T> Wait<Slot<T>> reserve(QueueEngine<T> engine, @Nullable QueueEnds<T> ends) {
    requireSlots(engine);
    var slot = new QueueSlot<>(engine, ends);
    Object end;
    engine.guard().lock();
    try {
      end = slot.takeAtOnce();
      if (end == null) {
        slot.stand();
      }
    } finally {
      engine.unlock();
    }
    return end == null ? slot : slot.endAtOnce(end);
  }

  /** A slot if there is room for it now; else null. */
  static <T> @Nullable Slot<T> tryReserve(QueueEngine<T> engine, @Nullable QueueEnds<T> ends) {
    requireSlots(engine);
    QueueSlot<T> slot = null;
    engine.guard().lock();
    try {
      if (engine.closed != null) {
        throw engine.closed;
      }
      if (engine.room() > 0) {
        slot = new QueueSlot<>(engine, ends);
        var unused = slot.takeAtOnce();
        slot.decideUnseen(GRANTED);
      }
    } finally {
      engine.unlock();
    }
    return slot;
  }

  static void requireSlots(QueueEngine<?> engine) {
    QueueOverflow<?> overflow = engine.overflow();
    if (engine.isRendezvous() || overflow != null && !overflow.hasSlots()) {
      throw new IllegalStateException(engine.owner.brief() + ": has no slots");
    }
  }

  // ---- asking: under the guard

  /** Takes room, or says why there never will be any; null if it has to wait. */
  @Nullable Object takeAtOnce() {
    if (engine.closed != null) {
      return engine.closed;
    }
    if (engine.room() == 0) { // if somebody else asks for room, there is none
      return null;
    }
    if (ends != null) {
      ends.begin();
    }
    takeRoom();
    return GRANTED;
  }

  void stand() {
    engine.extras(); // from now on, who puts looks whether it may pass
    engine.askers.append(this);
    if (ends != null) {
      ends.begin();
    }
  }

  private void takeRoom() {
    engine.extras().slots++;
    engine.limit--;
  }

  /** Grants this request, which is out of line, unless it was given up. */
  void open(WaitGrants grants) {
    if (grants.grant(this)) {
      takeRoom();
    }
  }

  @Override
  void hasLeft(WaitGrants grants) {
    if (ends != null) {
      ends.end(grants); // I2
    }
  }

  private QueueEngine<T> engine() {
    return cast(engine);
  }

  // ---- as a slot

  @Override
  public void put(T item) {
    QueueEngine<T> to = engine();
    T entering = to.entering(requireNonNull(item, "item"));
    var grants = new WaitGrants();
    to.guard().lock();
    try {
      if (state != OPEN || !isGranted()) {
        throw new IllegalStateException(this + " is not open");
      }
      if (to.extras().revoked && to.closed != null) {
        throw to.closed;
      }
      to.enter(entering, grants); // what a comparator throws leaves all as it was
      end(USED, grants);
    } finally {
      to.unlock();
    }
    grants.deliver();
  }

  @Override
  public void close() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      if (takesRoom()) {
        end(UNUSED, grants);
      }
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  private boolean takesRoom() { // I1
    return isGranted() && state == OPEN && !engine.extras().revoked;
  }

  private void end(byte how, WaitGrants grants) {
    QueueEngine<T> of = engine();
    state = how;
    of.extras().slots--;
    of.limit++;
    of.serve(grants);
    if (ends != null) {
      ends.end(grants); // I2
    }
    of.endTakers(grants);
  }

  @Override
  public boolean isOpen() {
    engine.guard().lock();
    try {
      return takesRoom();
    } finally {
      engine.unlock();
    }
  }

  // ---- as a waiter

  @Override
  Slot<T> grantedValue() {
    return this;
  }

  @Override
  boolean isReturnable() {
    return true;
  }

  @Override
  void giveBack() {
    close();
  }

  @Override
  String operation() {
    return "reserve";
  }

  @Override
  String lacking() {
    return "no room";
  }

  /** As the wait, until it is granted; from then on as the slot. */
  @Override
  public String toString() {
    if (!isGranted()) {
      return super.toString();
    }
    String what = state == OPEN ? "open" : state == USED ? "put into" : "closed";
    return "Slot[" + engine.owner.brief() + ", " + what + "]";
  }
}

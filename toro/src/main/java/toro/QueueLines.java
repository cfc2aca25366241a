package toro;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How items go from those who put to those who take. All of it is called under the guard. This is
 * the line of the takers itself.
 */
abstract class QueueLines<T> extends QueueState<T> {
  /*
   * Overview.
   *
   * The items, the line of takers, the line of askers (who want room: for an item, or for a slot),
   * under one guard, which is this object: who meets nobody finds all that it needs in one or two
   * cache lines.
   *
   *      room = limit - size,  where limit = capacity - open slots; both may be below 0
   *
   * I1. If somebody waits to take, there are no items, and no put waits, but in the same choice or
   *     behind a reserve. So a put looks for takers only where there are no items.
   * I2. If somebody asks for room, there is none. So a take looks for askers only where there is
   *     none: if a put is the first of them, it is admitted before the take chooses its item, one
   *     over the limit; a reserve gets its room after that.
   * I3. An item is in one place: among the items; in a Put that waits; in a Taker that was granted;
   *     or in a lease that is open.
   * I4. An item is counted as a task when it joins the items or goes to a taker directly. An item
   *     that goes back is not counted again.
   * I5. Once closed, nobody asks for room. Once ended (closed, no items, and neither slot nor lease
   *     is open) nobody waits to take.
   * I6. Askers are served strictly in turn: where a reserve waits, so do the puts behind it, though
   *     somebody may wait to take. Who has given up holds nobody back.
   *
   * Granting a put may fail: inserting its item into a priority queue runs the user's comparator,
   * which may throw. Then the put fails, nothing is inserted, and the next one gets the room. The
   * comparator runs under the guard, where the put is decided too, also by who gives it up
   * (WaiterGuarded). What calls back in from the comparator is refused.
   *
   * I7. Where a put was begun for the sake of a taker, and that is gone before it gets the item (a
   *     choice that was decided elsewhere), the item joins the items, one over the limit.
   */
  QueueLines(Primitive owner, int capacity, boolean isFixed) {
    super(owner, capacity, isFixed);
  }

  // ---- what comes in

  /** Gives a new item to the first taker: who is then to be delivered, or null. */
  final @Nullable Waiter<?> hand(T item) {
    if (isEmpty() || extras != null && !mayPass()) {
      return null;
    }
    Waiter<?> taker = handToTaker(item);
    if (taker != null) {
      accepted++; // I4
    }
    return taker;
  }

  /** Whether nobody asks for room who is to be served before who comes now (I6). */
  private boolean mayPass() {
    for (WaitNode w = askers.first(); w != null; w = w.next) {
      Waiter<?> asker = (Waiter<?>) w;
      if (!asker.hasEnded() && (asker instanceof QueueSlot<?> || hasTakerFor(asker))) {
        return false; // one that has ended is about to leave, and then those behind it are served
      }
    }
    return true;
  }

  /** Keeps a new item for which there is no taker; false if there is no room. */
  final boolean keep(T item) {
    boolean fits = size < limit; // I2
    if (fits) {
      insert(item, size);
      grow();
      accepted++; // I4
    }
    return fits;
  }

  /** Takes in a new item for which there is room, whoever asks for some: it has a slot. */
  void enter(T item, WaitGrants grants) {
    Waiter<?> taker = handToTaker(item);
    QueueOverflow<T> overflow = overflow();
    if (taker != null) {
      grants.add(taker);
    } else if (overflow == null) {
      insert(item, size);
      grow();
    } else {
      overflow.enter(item, grants);
      return;
    }
    accepted++; // I4
  }

  private @Nullable Waiter<?> handToTaker(T item) {
    for (Waiter<?> first; size == 0 && (first = first()) != null; ) { // I1
      unlink(first);
      forgetUnlinked();
      QueueWaiter.Taker<T, ?> take = Wait.cast(first);
      Waiter<?> told = take.told();
      take.item = item;
      if (take.decide(Waiter.GRANTED)) { // else another member of its choice was
        if (extras != null) {
          take.hasTaken();
        }
        return told;
      }
      take.item = null;
    }
    return null;
  }

  // ---- serving those who ask for room

  @Override
  final void serve(WaitGrants grants) {
    for (Waiter<?> next; (next = nextToServe()) != null; ) {
      unlinkAsker(next);
      if (next instanceof QueueSlot<?> slot) {
        slot.open(grants);
      } else {
        QueueWaiter.Put<T> put = Wait.cast(next);
        admit(put, true, grants);
      }
    }
  }

  private @Nullable Waiter<?> nextToServe() {
    Waiter<?> first = askers.first();
    if (first == null || size < limit || first.hasEnded()) {
      return first;
    }
    if (size == 0 && !isEmpty()) { // a put of the same choice as the only taker holds nobody back
      for (WaitNode w = first; w instanceof QueueWaiter.Put<?> put; w = w.next) {
        if (put.hasEnded() || hasTakerFor(put)) {
          return put;
        }
      }
    }
    return null;
  }

  /** Whether somebody waits to take, and not only in the same choice. */
  private boolean hasTakerFor(Waiter<?> asker) {
    for (WaitNode w = first(); w != null; w = w.next) {
      Waiter<?> taker = (Waiter<?>) w;
      if (!taker.hasEnded() && (taker.choice() == null || taker.choice() != asker.choice())) {
        return true;
      }
    }
    return false;
  }

  private void unlinkAsker(Waiter<?> asker) {
    askers.unlink(asker);
    askers.forgetUnlinked(); // I3: its item is elsewhere from now on
  }

  /** Grants a put that is out of line, or fails it as the user's comparator throws. */
  private void admit(QueueWaiter.Put<T> put, boolean mayHand, WaitGrants grants) {
    if (!put.begin()) {
      return;
    }
    Waiter<?> told = put.told();
    Waiter<?> taker = null;
    Object end = Waiter.GRANTED;
    try {
      taker = mayHand ? handToTaker(put.item) : null;
      if (taker == null) {
        insert(put.item, size); // I7
        if (mayHand) {
          grow();
        } else { // it is about to be taken, or another one
          size++;
        }
      }
      accepted++; // I4
    } catch (RuntimeException | Error e) { // the comparator's: the next one gets the room
      end = e;
    }
    put.conclude(end);
    grants.add(told);
    if (taker != null) {
      grants.add(taker);
    }
    put.hasLeft(grants);
  }

  // ---- what goes out

  /** Whether somebody asks for the room that a take makes; under the guard, as all that follows. */
  boolean mustAdmit() {
    return size >= limit && !askers.isEmpty(); // I2
  }

  /** What takeOut is to be given. */
  final @Nullable WaitGrants grantsIfNeeded() {
    return mustAdmit() ? new WaitGrants() : null;
  }

  /** Whether there is nothing to take, nor ever will be: else null. */
  @Nullable ClosedException ended() {
    return closed != null && size == 0 && (extras == null || !extras.mayBring()) ? closed : null;
  }

  /** The next item, or null; with grants if some must be admitted. Without an item, none was. */
  final @Nullable T takeOut(@Nullable WaitGrants grants) {
    if (grants == null) {
      return removeNext();
    }
    if (size == 0) {
      return takeFromPut(grants);
    }
    for (Waiter<?> first;
        size <= limit
            && (first = askers.first()) != null
            && (first.hasEnded() || first instanceof QueueWaiter.Put<?>); ) {
      unlinkAsker(first);
      if (first instanceof QueueWaiter.Put<?>) { // it competes for being taken
        QueueWaiter.Put<T> put = Wait.cast(first);
        admit(put, false, grants);
      }
    }
    T item = removeNext();
    serve(grants);
    return item;
  }

  /** The item of the first who asks for room, if that is a put. */
  private @Nullable T takeFromPut(WaitGrants grants) {
    for (Waiter<?> first; (first = askers.first()) != null; ) {
      boolean isPut = first instanceof QueueWaiter.Put<?>;
      if (first.hasEnded() ? !isEmpty() : !isPut) { // I6; who leaves serves who waits already
        return null;
      }
      unlinkAsker(first);
      if (isPut) {
        QueueWaiter.Put<T> put = Wait.cast(first);
        if (put.begin()) {
          Waiter<?> told = put.told();
          accepted++; // I4
          put.conclude(Waiter.GRANTED);
          grants.add(told);
          put.hasLeft(grants);
          return put.item;
        }
      }
    }
    return null;
  }

  final @Nullable T removeNext() {
    if (size == 0) {
      return null;
    }
    T item = remove(size);
    size--;
    return item;
  }

  // ---- what goes back

  /** Puts an item back before all others like it, or gives it to the first taker. */
  void goBack(T item, WaitGrants grants) {
    T back = comeBack(item, grants);
    if (back != null) {
      insertBack(back, size);
      grow();
    }
  }

  /** Puts an item back after all others like it, or gives it to the first taker. */
  void goLast(T item, WaitGrants grants) {
    T back = comeBack(item, grants);
    if (back != null) {
      insertLast(back, size);
      grow();
    }
  }

  /** Gives an item that comes back to the first taker; else what is to be kept, if anything is. */
  private @Nullable T comeBack(T item, WaitGrants grants) {
    Waiter<?> taker = handToTaker(item);
    if (taker != null) {
      grants.add(taker);
      return null;
    }
    QueueOverflow<T> overflow = overflow();
    return overflow == null ? item : overflow.comeBack(item, grants);
  }

  /** Puts back what was taken in this order. */
  void goBackAll(List<T> items, WaitGrants grants) {
    int handed = 0;
    for (Waiter<?> taker;
        handed < items.size() && (taker = handToTaker(items.get(handed))) != null; ) {
      grants.add(taker);
      handed++;
    }
    for (int i = items.size() - 1; i >= handed; i--) {
      goBack(items.get(i), grants);
    }
  }

  // ---- closing

  /** Under the guard: the first one counts. */
  void close(ClosedException failure, WaitGrants grants) {
    if (closed == null) {
      closed = failure; // I5, for those in line and all who come later
      askers.failAll(failure, grants);
      endTakers(grants);
    }
  }

  /** Fails those who wait to take if the queue has ended (I5). */
  void endTakers(WaitGrants grants) {
    ClosedException failure = ended();
    if (failure != null) {
      failAll(failure, grants);
    }
  }
}

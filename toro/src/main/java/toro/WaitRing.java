package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Who wants a wait, and what hangs on it: the half of its state that is not how it ends. */
abstract class WaitRing extends WaitNode {
  /*
   * Overview.
   *
   * `last` is the end of a ring: what hangs on the wait, in the order in which it was added. When
   * the wait is settled, the threads and limits in it are woken at once; then the wait is queued on
   * a trampoline, which in its turn takes off one node after the other and fires it. When none is
   * left the wait is FIRED: what is added from then on is fired at once. Where nothing was HUNG on
   * it, who settles it leaves it as it is, and the first that is added makes it FIRED.
   *
   * `word` counts the receivers: threads parked here, and stages that have not been given up. Its
   * bits say what becomes of a grant:
   *
   *      granted ──receiveGrant──▶ RECEIVED   somebody read the value
   *         └──────reclaim───────▶ RETURNED   the last receiver gave up first: it goes back
   *
   * and, for a stage, what becomes of its claim on what its sources are granted:
   *
   *      hanging ──claim──▶ BEGUN       its function has what was granted
   *         │  ▲──hangAgain──┘          a composing function: on what that returned, COMPOSED
   *         └─markDetached──▶ DETACHED  given up, or wanted by nobody; for good
   *
   * The bit LOCKED guards ring and word. Whoever holds it only reads and writes fields, so that it
   * is dropped again within nanoseconds, and calls nothing that goes deeper than lock() itself, so
   * that no stack overflow can come in between.
   *
   * R1. The word is written by whoever holds LOCKED, or while nobody does.
   * R2. A wait never is both RECEIVED and RETURNED, and never leaves either.
   * R3. RETURNED is set only while nobody is counted as a receiver. Whose function has begun stays
   *     counted for ever, and so does a thread that parked until the wait was settled. So what has
   *     begun need not set RECEIVED; the second one does, so that the count does not grow for ever.
   * R4. What is added before the wait is settled is seen by the thread that settles it; one that is
   *     added later sees that it is settled. What unlock() writes may be seen only after that look,
   *     what lock() writes is seen before it: so who settles has to look for LOCKED, and to wait
   *     for one being added. A watcher that is added later is woken by the thread that adds it.
   * R5. One thread at a time fires what hangs here, so it begins in the order of adding. Who finds
   *     the wait FIRED comes after all that were added before.
   * R6. Of what was ever added here, in the ring is what has a `prev`.
   * R7. Once the wait is final (FIRED, and nothing that was granted can go back) nobody is counted
   *     any more, on or off: who leaves may take itself for the last one, and ends nothing.
   */
  private static final int LOCKED = 1;
  private static final int FIRED = 2;
  private static final int HUNG = 4; // something was added before the wait was settled
  private static final int WATCHED = 8; // a watcher may be in the ring
  private static final int RECEIVED = 16;
  private static final int RETURNED = 32;
  private static final int BEGUN = 64;
  private static final int DETACHED = 128;
  private static final int COMPOSED = 256;
  private static final int ONE = 512;
  private static final int SPINS = 64;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(WaitRing.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int word; // by whoever holds LOCKED (R1)
  private @Nullable WaitNode last; // under LOCKED

  /** Nobody has decided how the wait ends, nor has the decision. */
  abstract boolean isPending();

  /** It is decided how the wait ends. */
  abstract boolean isSettled();

  /** All that hung here has been fired, and nothing that was granted can go back any more. */
  abstract boolean isFinal();

  // ---- the guard

  /** Takes LOCKED, and returns the word without it, to be written by unlock. */
  private int lock() {
    for (int tries = 1; ; tries++) {
      int w = word;
      if ((w & LOCKED) == 0 && WORD.compareAndSet(this, w, w | LOCKED)) {
        return w;
      }
      pause(tries);
    }
  }

  /** The same for who counts one more receiver, unless there are too many: then nothing changes. */
  private int lockForOneMore() {
    int w = lock();
    if (w > Integer.MAX_VALUE - ONE) {
      unlock(w);
      throw new IllegalStateException("more receivers than can be counted");
    }
    return w;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the holder may have been preempted: let it run
  private static void pause(int tries) {
    if (tries % SPINS == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  private void unlock(int w) {
    WORD.setRelease(this, w); // who locks next sees all; but see R4 for what is read after this
  }

  @SuppressWarnings("NullAway") // in a ring nobody's links are null, here and in remove
  private void insert(WaitNode n) {
    WaitNode before = last;
    if (before == null) {
      n.next = n;
      n.prev = n;
    } else {
      WaitNode first = before.next;
      n.prev = before;
      n.next = first;
      before.next = n;
      first.prev = n;
    }
    last = n;
  }

  @SuppressWarnings("NullAway")
  private void remove(WaitNode n) {
    WaitNode before = n.prev;
    if (before == null) {
      return; // R6: removed already, or never added
    }
    WaitNode after = n.next;
    if (after == n) {
      last = null;
    } else {
      before.next = after;
      after.prev = before;
      if (last == n) {
        last = before;
      }
    }
    n.prev = null;
    n.next = null;
  }

  // ---- what hangs on it

  /**
   * Adds something, unless all was fired, or the wait is settled and nothing was to be fired (R4).
   * Returns the word for unlock.
   */
  private int hang(WaitNode n, int w) {
    if ((w & FIRED) != 0) {
      return w;
    }
    if ((w & HUNG) == 0 && isSettled()) {
      return w | FIRED;
    }
    insert(n);
    return w | HUNG;
  }

  /** Adds a receiver, and counts it; false if all that hung here was fired: so is this one now. */
  final boolean addReceiver(WaitNode n) {
    if (isFinal()) {
      return false; // R7
    }
    int w = hang(n, lockForOneMore());
    unlock(w + ONE);
    return (w & FIRED) == 0;
  }

  /** Adds something that is no receiver, or is counted already; false as above. */
  final boolean add(WaitNode n) {
    int w = hang(n, lock());
    unlock(w);
    return (w & FIRED) == 0;
  }

  /**
   * Adds a stage that others have seen, unless it has been given up: whoever gives it up detaches
   * it, before or after this.
   */
  final boolean addIfPending(WaitRing stage) {
    int w = lock();
    if (stage.isPending()) {
      w = hang(stage, w);
    }
    unlock(w);
    return (w & FIRED) == 0;
  }

  /** Adds a watcher, which may be a receiver; whoever adds it has to look at R4. */
  final void addWatcher(Watcher n, boolean isReceiver) {
    int w = hang(n, isReceiver ? lockForOneMore() : lock());
    if ((w & FIRED) == 0) {
      w |= WATCHED;
    }
    unlock(isReceiver ? w + ONE : w);
  }

  /** Removes what is no receiver. */
  final void unhook(WaitNode n) {
    int w = lock();
    remove(n);
    unlock(w);
  }

  /** Removes a receiver, and counts it off; true if it was the last. */
  final boolean removeReceiver(WaitNode receiver) {
    if (isFinal()) {
      return true; // R7
    }
    int w = lock();
    remove(receiver);
    unlock(w - ONE);
    assert w >= ONE;
    return w < 2 * ONE;
  }

  /** What became of a receiver that leaves without having been told how the wait ends. */
  enum Removal {
    /** It was the last, and was removed: there is nobody else to keep the wait from ending. */
    LAST,
    /** It was the last, and is being told just now. */
    LAST_TOLD,
    /** It was removed: it will not be told. */
    REMOVED,
    /** It is being told just now. */
    TOLD
  }

  /** Counts a receiver off that still has to be told, by this or by others, how this ends. */
  final Removal removeUntold(WaitNode receiver) {
    if (isFinal()) {
      return Removal.LAST_TOLD; // R7
    }
    int w = lock();
    boolean last = w < 2 * ONE;
    boolean hung = receiver.prev != null;
    remove(receiver);
    unlock(w - ONE);
    assert w >= ONE;
    return last ? (hung ? Removal.LAST : Removal.LAST_TOLD) : hung ? Removal.REMOVED : Removal.TOLD;
  }

  /**
   * Wakes and removes the watchers of this settled wait; it is FIRED if nothing else hangs here.
   * True if one of them runs the functions that hang here.
   */
  final boolean wakeAll() {
    if ((word & (LOCKED | WATCHED)) == 0) { // R4
      return false;
    }
    int w = lock(); // R4: a look without it can miss a watcher that is being added
    WaitNode found = (w & WATCHED) == 0 ? null : takeWatchers();
    unlock(last == null ? (w | FIRED) & ~WATCHED : w & ~WATCHED);
    boolean runs = false;
    while (found instanceof Watcher watcher) {
      found = watcher.next;
      watcher.next = null;
      runs |= watcher.wake();
    }
    return runs;
  }

  /** The watchers, oldest first. */
  private @Nullable WaitNode takeWatchers() {
    WaitNode newest = last;
    WaitNode found = null;
    WaitNode foundLast = null;
    for (WaitNode n = newest == null ? null : newest.next; n != null; ) {
      WaitNode after = n == newest ? null : n.next;
      if (n instanceof Watcher) {
        remove(n);
        if (foundLast == null) {
          found = n;
        } else {
          foundLast.next = n;
        }
        foundLast = n;
      }
      n = after;
    }
    return found;
  }

  /** Removes what is to be fired next (R5) on this settled wait; null, and FIRED, if nothing is. */
  final @Nullable WaitNode takeFirst() {
    int w = lock();
    WaitNode newest = last;
    WaitNode first = newest == null ? null : newest.next;
    if (first == null) {
      w |= FIRED;
    } else {
      remove(first);
    }
    unlock(w);
    return first;
  }

  /** Whether nothing hangs on this. */
  final boolean hasNoDependents() {
    int w = lock();
    boolean none = last == null;
    unlock(w);
    return none;
  }

  /** Whether all that was added has been fired, if anything was; for good. */
  final boolean isFired() {
    int w = word;
    if ((w & (FIRED | HUNG)) == 0 && isSettled()) {
      w = word; // R4: after the look
      for (int tries = 1; (w & LOCKED) != 0; tries++) {
        pause(tries);
        w = word;
      }
      return (w & HUNG) == 0; // and so it stays
    }
    return (w & FIRED) != 0;
  }

  /** Whether there may be something to be fired on this settled wait. */
  final boolean hasToFire() {
    return (word & (HUNG | FIRED)) == HUNG;
  }

  /** New and decided, before anyone has seen it: what will be added is fired in turn. */
  final void fireLaterUnseen() {
    WORD.set(this, HUNG); // plain: there is nobody yet to race with
  }

  /** New to decided and fired, before anyone has seen it. */
  final void fireUnseen() {
    WORD.set(this, FIRED); // plain: there is nobody yet to race with
    VarHandle.storeStoreFence(); // who gets this by a data race sees that it has ended
  }

  // ---- receivers

  /** Counts a receiver that hangs in no list. */
  final void enter() {
    if (!isFinal()) { // R7
      unlock(lockForOneMore() + ONE);
    }
  }

  /** Counts it off; true if it was the last. */
  final boolean exit() {
    if (isFinal()) {
      return true; // R7
    }
    int w = lock();
    unlock(w - ONE);
    assert w >= ONE;
    return w < 2 * ONE;
  }

  /** How many receivers there are. */
  final int receivers() {
    return word / ONE;
  }

  final boolean isReceived() {
    return (word & RECEIVED) != 0;
  }

  /** Whether what came by way of a grant has been given back. */
  boolean isReturned() {
    return (word & RETURNED) != 0;
  }

  /** granted to RECEIVED: somebody receives what was granted; false if it has gone back (R2). */
  final boolean receiveGrant() {
    int w = word;
    for (int tries = 1; (w & (RECEIVED | RETURNED)) == 0; tries++) {
      if ((w & LOCKED) == 0 && WORD.compareAndSet(this, w, w | RECEIVED)) { // R1, in one step
        return true;
      }
      pause(tries);
      w = word;
    }
    return (w & RETURNED) == 0;
  }

  /** The same for a function that has begun, and so stays counted (R3). */
  final boolean receiveGrantCounted() {
    int w = word;
    return (w & (RECEIVED | RETURNED)) == 0 && w < 2 * ONE || receiveGrant();
  }

  /** granted to RETURNED: nobody is left to receive it, so that it may be given back (R3). */
  final boolean reclaim() {
    int w = lock();
    boolean mine = (w & (RECEIVED | RETURNED)) == 0 && w < ONE;
    unlock(mine ? w | RETURNED : w);
    return mine;
  }

  // ---- a stage's claim on its sources

  /** hanging to BEGUN: true if the claim is the function's. */
  final boolean claim() {
    int w = lock();
    unlock(w | BEGUN);
    return (w & (BEGUN | DETACHED)) == 0;
  }

  /** The same of a new stage, before anyone has seen it. */
  final void claimUnseen() {
    WORD.set(this, BEGUN); // plain: there is nobody yet to race with
  }

  /** Whether the function has begun, or has returned a stage. */
  final boolean hasBegun() {
    return (word & (BEGUN | COMPOSED)) != 0;
  }

  /** hanging to DETACHED: true for who then detaches it. Of what has begun it is only noted. */
  final boolean markDetached() {
    int w = lock();
    unlock(w | DETACHED);
    return (w & (BEGUN | DETACHED)) == 0;
  }

  /** hanging to DETACHED, of what has not begun. */
  final boolean markDetachedUnlessBegun() {
    int w = lock();
    boolean mine = (w & (BEGUN | COMPOSED | DETACHED)) == 0;
    unlock(mine ? w | DETACHED : w);
    return mine;
  }

  /** BEGUN to hanging, on another source; false if the stage was detached meanwhile. */
  final boolean hangAgain(boolean composed) {
    int w = lock();
    unlock((composed ? w | COMPOSED : w) & ~BEGUN);
    return (w & DETACHED) == 0;
  }
}

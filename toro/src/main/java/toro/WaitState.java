package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Wait}: how it ends, who still wants it, and what hangs on it. */
abstract class WaitState<T extends @Nullable Object> extends WaitNode {
  /*
   * Overview.
   *
   * A Wait is one of three things: a Waiter, which stands in the line of a primitive; a WaitStage,
   * which hangs on other waits; or WaitSteps, a loop over waits. What they share are three fields.
   *
   * `outcome` decides how a wait ends, with one compare-and-set:
   *
   *      null, pending ──▶ GRANTED, with grantedValue(); a Value; or a Throwable
   *      null ──▶ Undecided ──▶ one of these: somebody has the decision, but takes his time
   *
   * `last` is the end of a ring: what hangs on the wait, in the order in which it was added. When
   * the wait is settled, the threads and limits in it are woken at once; then the wait is queued on
   * a trampoline, which in its turn takes off one node after the other and fires it. When none is
   * left the wait is FIRED: what is added from then on is fired at once.
   *
   * `word` counts the receivers: threads parked here, and stages that have not been given up. Its
   * bits say what becomes of a grant:
   *
   *      granted ──receiveGrant──▶ RECEIVED   somebody read the value
   *         └──────reclaim───────▶ RETURNED   the last receiver gave up first: it goes back
   *
   * and, for a stage, what becomes of its claim on what its sources are granted:
   *
   *      hanging ──claim──▶ BEGUN      its function has what was granted
   *         │  ▲──hangAgain──┘         a composing function: on what that returned, COMPOSED
   *         └─leave──▶ LEFT, for good  given up, or wanted by nobody
   *
   * The bit LOCKED guards ring and word. Whoever holds it only reads and writes fields, so that it
   * is dropped again within nanoseconds, and calls nothing that goes deeper than lock() itself, so
   * that no stack overflow can come in between.
   *
   * I1. A wait never is both RECEIVED and RETURNED, and never leaves either.
   * I2. RETURNED is set only while nobody is counted as a receiver. Whose function has begun stays
   *     counted for ever, and so does a thread that parked until the wait was settled.
   * I3. Who reads a value has called receive() first, and it returned true.
   * I4. A watcher that is added before the wait is settled is woken by the thread that settles it;
   *     one that is added later by the thread that adds it, which looks at isSettled() after that.
   * I5. The word is written by whoever holds LOCKED, and by nobody else.
   * I6. One thread at a time fires what hangs here, so it begins in the order of adding. Who finds
   *     the wait FIRED comes after all that were added before.
   */
  static final Object GRANTED = new Object();

  /** GRANTED, with this value. */
  record Value(@Nullable Object value) {}

  /** Somebody has the decision, and it is not made yet. */
  static class Undecided {}

  static final Object BUSY = new Undecided();

  private static final int LOCKED = 1;
  private static final int FIRED = 2;
  private static final int WATCHED = 4; // a watcher may be in the ring
  private static final int RECEIVED = 8;
  private static final int RETURNED = 16;
  private static final int BEGUN = 32;
  private static final int LEFT = 64;
  private static final int COMPOSED = 128;
  private static final int ONE = 256;
  private static final int SPINS = 64;
  private static final VarHandle OUTCOME;
  private static final VarHandle WORD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(WaitState.class, "outcome", Object.class);
      WORD = lookup.findVarHandle(WaitState.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object outcome; // by whoever decides, with compare-and-set
  private volatile int word; // I5
  private @Nullable WaitNode last; // under LOCKED

  final Wait<T> self() {
    return (Wait<T>) this; // the only subclass
  }

  // ---- what Waiter, WaitStage and WaitSteps fill in

  /**
   * Gives this wait up; true if this attempt decides how it ends, now or when the root has ended.
   */
  abstract boolean giveUp(WaitGiveUp attempt);

  /** The last receiver has left: gives up, or gives back what nobody received. */
  abstract void abandon(WaitGiveUp attempt);

  /** What a grant hands over; nothing, where it is only known that something has happened. */
  T grantedValue() {
    return cast(null);
  }

  /** The wait whose grant this one's value came by, if it can go back; else null. */
  @Nullable Wait<?> origin() {
    return null;
  }

  /** Makes sure that the value of a settled wait is never given back; false if it was. */
  boolean receive() {
    return true;
  }

  /** Whether what came by way of a grant has been given back. */
  boolean isReturned() {
    return (word & RETURNED) != 0;
  }

  /**
   * Whether a limit may be answered only later: by a condition, which takes its lock back first.
   */
  boolean mayDefer() {
    return false;
  }

  /** The loop on which this wait was made, if it was made on one. */
  abstract @Nullable Home home();

  /** The clock that limits on this wait keep. */
  final WaitTimer clock() {
    Home home = home();
    return home == null ? WaitTimer.realTime() : home.clock();
  }

  /** What a thread is shown to be parked on: the primitive, where it is one that is waited for. */
  @SuppressWarnings("FutureReturnValueIgnored") // only to be looked at
  Object blocker() {
    return this;
  }

  /** What is waited for, as messages say it: the "take" in "take of AsyncQueue[jobs]". */
  String operation() {
    return "";
  }

  /** What is missing, as messages say it: the "no item" in "no item within PT1S". */
  String lacking() {
    return "no result";
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  static <V extends @Nullable Object> V cast(@Nullable Object value) {
    return (V) value;
  }

  // ---- the outcome

  final boolean isSettled() {
    Object end = outcome;
    return end != null && !(end instanceof Undecided);
  }

  final boolean isGranted() {
    Object end = outcome;
    return end == GRANTED || end instanceof Value;
  }

  /** Nobody has decided, nor has the decision. */
  final boolean isPending() {
    return outcome == null;
  }

  /** The failure of a settled wait, or null. */
  final @Nullable Throwable failure() {
    return outcome instanceof Throwable failure ? failure : null;
  }

  /** The same, also when what was granted has gone back. */
  final @Nullable Throwable failureSeen() {
    Throwable failure = failure();
    return failure == null && isReturned() ? WaitGiveUp.returned() : failure;
  }

  /** The value of a settled wait that has not failed. */
  final T value() {
    return outcome instanceof Value given ? cast(given.value) : grantedValue();
  }

  /** pending to decided, or to Undecided. */
  final boolean decide(Object end) {
    return OUTCOME.compareAndSet(this, null, end);
  }

  final boolean decide(Object undecided, Object end) {
    return OUTCOME.compareAndSet(this, undecided, end);
  }

  /** BUSY to decided, by who made it so. */
  final void conclude(Object end) {
    outcome = end;
  }

  /** New to decided, before anyone has seen it. */
  final void decideUnseen(Object end) {
    OUTCOME.set(this, end); // plain: published by firing after this
  }

  /** Decides, and tells whoever waits for it; false if it was decided before. */
  final boolean end(Object end) {
    boolean won = decide(end);
    if (won) {
      settled();
    }
    return won;
  }

  /** This thread has decided the outcome of a wait that stands in no list. */
  void settled() {
    if (!isFiredWithNone()) {
      Trampoline.deliver(self());
    }
  }

  /** New to decided and fired, before anyone has seen it. */
  final void fireUnseen() {
    WORD.set(this, FIRED);
    VarHandle.storeStoreFence(); // who gets this by a data race sees that it has ended
  }

  // ---- the guard of ring and word

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

  @SuppressWarnings("ThreadPriorityCheck") // the holder may have been preempted: let it run
  private static void pause(int tries) {
    if (tries % SPINS == 0) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
  }

  private void unlock(int w) {
    WORD.setRelease(this, w);
  }

  @SuppressWarnings("NullAway") // in a ring, nobody's links are null; likewise in remove
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
      return; // taken off already, or never added
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

  /** Hangs a new receiver on this wait; it is fired at once, but at home, after all others were. */
  final void attach(WaitNode receiver) {
    add(receiver, ONE);
  }

  /** Hangs something on this wait that is no receiver of its value. */
  final void hook(WaitNode n) {
    add(n, 0);
  }

  private void add(WaitNode n, int count) {
    int w = lock();
    boolean fired = (w & FIRED) != 0;
    boolean full = count > Integer.MAX_VALUE - w;
    if (!fired && !full) {
      insert(n);
    }
    unlock(full ? w : w + count);
    if (full) {
      throw new IllegalStateException("more receivers than can be counted: " + w / ONE);
    }
    if (fired) {
      fireAtHome(n);
    }
  }

  /** Fires what is added when all else has been fired. */
  final void fireAtHome(WaitNode n) {
    Home home = home();
    if (home == null) {
      n.fire(self());
    } else {
      Home.at(home, () -> n.fire(self()));
    }
  }

  /** All that hung here has been fired, and what is added now need not be counted. */
  final boolean isFinal() {
    return (word & FIRED) != 0 && !mayGoBack();
  }

  final boolean isFired() {
    return (word & FIRED) != 0;
  }

  /** Whether this ended with something that nobody has received yet, and that can go back. */
  final boolean mayGoBack() {
    Wait<?> from = origin();
    return from != null && (((WaitState<?>) from).word & RECEIVED) == 0;
  }

  /**
   * Hangs a stage on this wait that others have seen, and that is counted already, unless it has
   * been given up: whoever gives it up detaches it, before or after this.
   */
  final void attachAgain(WaitStage<?> stage) {
    int w = lock();
    boolean fired = (w & FIRED) != 0;
    if (!fired && ((WaitState<?>) stage).outcome == null) {
      insert(stage);
    }
    unlock(w);
    if (fired) {
      fireAtHome(stage);
    }
  }

  /** Adds a watcher; it is woken at once if this is settled. */
  final void watch(WaitNode.Watcher n) {
    int w = lock();
    if ((w & FIRED) == 0) {
      insert(n);
      w |= WATCHED;
    }
    unlock(w);
    if (isSettled()) { // I4
      var unused = n.wake();
    }
  }

  /** Takes a node off that is no receiver. */
  final void unhook(WaitNode n) {
    int w = lock();
    remove(n);
    unlock(w);
  }

  /** Takes a receiver off; true if it was the last. */
  final boolean detach(WaitNode receiver) {
    int w = lock();
    remove(receiver);
    unlock(w - ONE);
    assert w >= ONE;
    return w < 2 * ONE;
  }

  /** What became of a receiver that leaves without having been told how the wait ends. */
  enum Left {
    /** It was the last, and stays on, uncounted: it will be told. */
    LAST,
    /** It was taken off: it will not be told. */
    CUT_OFF,
    /** It is being told just now. */
    TOLD
  }

  /** Counts a receiver off that still has to be told, by this or by others, how this ends. */
  final Left detachUntold(WaitNode receiver) {
    int w = lock();
    boolean last = w < 2 * ONE;
    boolean hung = receiver.prev != null;
    if (!last) {
      remove(receiver);
    }
    unlock(w - ONE);
    assert w >= ONE;
    return last ? Left.LAST : hung ? Left.CUT_OFF : Left.TOLD;
  }

  /** Wakes and takes off the watchers; true if one of them runs the functions that hang here. */
  final boolean wakeAll() {
    if ((word & WATCHED) == 0) {
      return false; // I4: who adds one after this looks himself
    }
    int w = lock();
    WaitNode newest = last;
    WaitNode found = null; // the oldest watcher, and those after it
    WaitNode foundLast = null;
    for (WaitNode n = newest == null ? null : newest.next; n != null; ) {
      WaitNode after = n == newest ? null : n.next;
      if (n instanceof WaitNode.Watcher) {
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
    unlock(w & ~WATCHED);
    boolean runs = false;
    while (found instanceof WaitNode.Watcher watcher) {
      found = watcher.next;
      watcher.next = null;
      runs |= watcher.wake();
    }
    return runs;
  }

  /** Takes off what is to be fired next on this settled wait; null, and FIRED, if nothing is. */
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

  /** Whether nothing hangs here. */
  final boolean isBare() {
    int w = lock();
    boolean bare = last == null;
    unlock(w);
    return bare;
  }

  /** Whether nothing hangs on this settled wait: then it is FIRED. */
  final boolean isFiredWithNone() {
    int w = lock();
    boolean none = last == null;
    unlock(none ? w | FIRED : w);
    return none;
  }

  // ---- receivers

  /** Counts a receiver that hangs in no list. */
  final void enter() {
    int w = lock();
    boolean full = ONE > Integer.MAX_VALUE - w;
    unlock(full ? w : w + ONE);
    if (full) {
      throw new IllegalStateException("more receivers than can be counted: " + w / ONE);
    }
  }

  /** Counts it off; true if it was the last. */
  final boolean exit() {
    int w = lock();
    unlock(w - ONE);
    assert w >= ONE;
    return w < 2 * ONE;
  }

  /** How many receivers there are. */
  final int receivers() {
    return word / ONE;
  }

  /** granted to RECEIVED: somebody receives what was granted; false if it has gone back. */
  final boolean receiveGrant() {
    int seen = word;
    if ((seen & (RECEIVED | RETURNED)) == 0) {
      int w = lock();
      seen = (w & RETURNED) != 0 ? w : w | RECEIVED;
      unlock(seen);
    }
    return (seen & RETURNED) == 0;
  }

  /** granted to RETURNED: nobody is left to receive it, so that it may be given back (I2). */
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
    return (w & (BEGUN | LEFT)) == 0;
  }

  /** Whether the function has begun, or has returned a stage. */
  final boolean hasBegun() {
    return (word & (BEGUN | COMPOSED)) != 0;
  }

  /** hanging to LEFT: true for who has to leave the sources. Of what has begun it is noted. */
  final boolean leave() {
    int w = lock();
    unlock(w | LEFT);
    return (w & (BEGUN | LEFT)) == 0;
  }

  /** hanging to LEFT, of what has not begun. */
  final boolean leaveUnlessBegun() {
    int w = lock();
    boolean mine = (w & (BEGUN | COMPOSED | LEFT)) == 0;
    unlock(mine ? w | LEFT : w);
    return mine;
  }

  /** BEGUN to hanging, on another source; false if the stage has been left meanwhile. */
  final boolean hangAgain(boolean composed) {
    int w = lock();
    unlock((composed ? w | COMPOSED : w) & ~BEGUN);
    return (w & LEFT) == 0;
  }

  // ---- for readers

  /** What a limit says that has passed. */
  final TimeoutException timedOut(Object limit) {
    return new TimeoutException(Names.brief(blocker()) + ": " + lacking() + " within " + limit);
  }

  /** Whether this is a stage whose function has begun, which a thread that leaves does not end. */
  boolean keepsRunning() {
    return false;
  }

  /** Its home's coroutine has come back from parking on it: fires what it was left to fire. */
  final void fireAtHome() {
    Home home = home();
    if (home != null && (word & FIRED) == 0 && home == Home.here()) {
      Trampoline.fireAll(self()); // it may stand in another thread's queue
    }
  }

  /** Receives the value of this settled wait: null, or why there is none. */
  final @Nullable Throwable received() {
    Throwable failure = failure();
    return failure == null && !receive() ? WaitGiveUp.returned() : failure;
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}

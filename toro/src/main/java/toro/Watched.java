package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Wait}: how it ends, who still wants it, and what hangs on it. */
abstract class Watched<T extends @Nullable Object> {
  /*
   * Overview.
   *
   * A Wait is one of three things: a Waiter, which stands in the line of a primitive; a Stage, which
   * hangs on other waits; or WaitSteps, a loop over waits. Three words are what they share.
   *
   * `outcome` decides how a wait ends, with one compare-and-set:
   *
   *      null, pending ──▶ GRANTED, with value(); a Throwable; or Instead(another value)
   *      null ──▶ Undecided ──▶ one of these: somebody has the decision, but takes his time
   *
   * `dependents` is what hangs on it, newest first. When the wait is settled, threads and limits in
   * it are woken at once; then the wait is queued on the trampoline. In its turn it fires the rest,
   * and puts FIRED in their place; what is added from then on is fired at once.
   *
   * `word` counts the receivers: threads parked here, and stages that have not been given up. Two
   * bits of it decide what becomes of a grant:
   *
   *      granted ──take──────▶ RECEIVED    somebody read the value
   *         └──────reclaim──▶ RETURNED     the last receiver gave up first: what was granted goes back
   *
   * I1. A wait never is both RECEIVED and RETURNED, and never leaves either.
   * I2. RETURNED is set only while nobody is counted as a receiver. Whose function has started stays
   *     counted for ever, and so does a thread that parked until the wait was settled.
   * I3. Who reads a value has called receive() first, and it returned true.
   * I4. What is added before the wait is settled is woken by the thread that settles it; a watcher
   *     that is added later by the thread that adds it, which looks at isSettled() after that.
   * I5. What is dead is never put back: who takes the list away and puts back what lives in it looks
   *     whether it is dead after having taken it.
   */
  static final Object GRANTED = new Object();

  /** Somebody has the decision, and it is not made yet. */
  static class Undecided {}

  static final Object BUSY = new Undecided();

  private static final Dependent FIRED = new Dependent.Hook(() -> {});

  private static final int RETURNED = 1;
  private static final int RECEIVED = 2;
  private static final int LEFT = 4; // a stage: nobody wanted it any more at some time
  private static final int ARRIVED = 8; // a stage of two sources: one of them has fired
  private static final int ONE = 16;
  private static final VarHandle OUTCOME;
  private static final VarHandle DEPENDENTS;
  private static final VarHandle WORD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(Watched.class, "outcome", Object.class);
      DEPENDENTS = lookup.findVarHandle(Watched.class, "dependents", Dependent.class);
      WORD = lookup.findVarHandle(Watched.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object outcome; // by whoever decides, with compare-and-set
  private volatile @Nullable Dependent dependents; // a stack; by any thread, with compare-and-set
  private volatile int word; // by any thread, atomically
  @Nullable Wait<?> next; // in a line: under its guard; then by the thread that delivers

  final Wait<T> self() {
    return (Wait<T>) this; // the only subclass, by way of Chained
  }

  // ---- what Waiter, Stage and WaitSteps fill in

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
    return outcome == GRANTED;
  }

  /** Nobody has decided, nor has the decision. */
  final boolean isPending() {
    return outcome == null;
  }

  /** The failure of a settled wait, or null. */
  final @Nullable Throwable failure() {
    return outcome instanceof Throwable failure ? failure : null;
  }

  /** The value of a settled wait that has not failed. */
  final T value() {
    return outcome instanceof WaitGiveUp.Instead instead ? cast(instead.value()) : grantedValue();
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

  /** This thread has decided the outcome of a wait that stands in no line. */
  void settled() {
    if (!DEPENDENTS.compareAndSet(this, null, FIRED)) {
      Trampoline.deliver(self());
    }
  }

  /** New to decided and fired, before anyone has seen it. */
  final void fireUnseen() {
    DEPENDENTS.set(this, FIRED);
    VarHandle.storeStoreFence(); // who gets this by a data race sees that it has ended
  }

  // ---- what hangs on it

  /** Hangs something on this wait; it is fired at once, but at home, if the others have been. */
  final void add(Dependent d) {
    for (Dependent top; (top = dependents) != FIRED; ) {
      d.linkTo(top);
      if (DEPENDENTS.compareAndSet(this, top, d)) {
        return;
      }
    }
    Home home = home();
    if (home == null) {
      d.fire(self());
    } else {
      Home.at(home, () -> d.fire(self()));
    }
  }

  final void watch(Dependent.Watcher d) {
    add(d);
    if (isSettled()) { // I4
      d.wake();
    }
  }

  /** Wakes and drops the watchers; true if one of them runs the functions that hang here. */
  final boolean wakeAll() {
    Dependent top = dependents;
    if (top == null || (top instanceof Stage && top.next() == null)) {
      return false; // nobody to wake, as nearly always
    }
    boolean runs = false;
    for (Dependent d = takeAll(null); d != null; ) {
      Dependent newer = d.next();
      runs |= d.wake();
      if (!(d instanceof Dependent.Watcher) && !d.isDead()) { // I5
        add(d);
      }
      d = newer;
    }
    return runs;
  }

  /** Fires what hangs on this settled wait, in the order of attaching, once. */
  final void fireAll() {
    for (Dependent d = takeAll(FIRED); d != null; ) {
      Dependent newer = d.next();
      d.fire(self());
      d = newer;
    }
  }

  /** Takes away what hangs here, oldest first; nothing, once it was fired. */
  private @Nullable Dependent takeAll(@Nullable Dependent instead) {
    Dependent top;
    do {
      top = dependents;
      if (top == FIRED) {
        return null;
      }
    } while (!DEPENDENTS.compareAndSet(this, top, instead));
    Dependent oldest = null;
    for (Dependent d = top; d != null; ) {
      Dependent older = d.next();
      d.linkTo(oldest);
      oldest = d;
      d = older;
    }
    return oldest;
  }

  /** Its home's coroutine has come back from parking on it: fires what it was left to fire. */
  final void fireAtHome() {
    Home home = home();
    if (home != null && dependents != FIRED && home == Home.here()) {
      Trampoline.run(self());
    }
  }

  /** Forgets the dead: those on top at once, those below when they are the majority. */
  final void prune() {
    Dependent top;
    while ((top = dependents) != null && top.isDead()) {
      if (top == dependents) { // I5: on top while dead, so it never comes back once it is gone
        DEPENDENTS.compareAndSet(this, top, top.next());
      }
    }
    if (top != null && top.length() > 2 * (word / ONE) + 16) {
      for (Dependent d = takeAll(null); d != null; ) {
        Dependent newer = d.next();
        if (!d.isDead()) {
          add(d);
          if (isSettled()) { // I4
            d.wake();
          }
        }
        d = newer;
      }
    }
  }

  /** Whether nothing hangs on this settled wait: what is added from now on is fired at once. */
  final boolean isFiredWithNone() {
    return DEPENDENTS.compareAndSet(this, null, FIRED) || dependents == FIRED;
  }

  // ---- receivers

  final void enter() {
    int before = (int) WORD.getAndAdd(this, ONE);
    assert before >= 0;
  }

  /** Counts a receiver off; true if it was the last. */
  final boolean leave() {
    int before = (int) WORD.getAndAdd(this, -ONE);
    assert before >= ONE;
    return before < 2 * ONE;
  }

  /** How many receivers there are. */
  final int receivers() {
    return word / ONE;
  }

  /** granted to RECEIVED: somebody receives what was granted. */
  final boolean receiveGrant() {
    for (int w; ((w = word) & RETURNED) == 0; ) {
      if ((w & RECEIVED) != 0 || WORD.compareAndSet(this, w, w | RECEIVED)) {
        return true;
      }
    }
    return false;
  }

  /** granted to RETURNED: nobody is left to receive it, so that it may be given back (I2). */
  final boolean reclaim() {
    for (int w; ((w = word) & (RETURNED | RECEIVED)) == 0 && w < ONE; ) {
      if (WORD.compareAndSet(this, w, w | RETURNED)) {
        return true;
      }
    }
    return false;
  }

  final void markLeft() {
    var unused = (int) WORD.getAndBitwiseOr(this, LEFT);
  }

  final boolean isLeft() {
    return (word & LEFT) != 0;
  }

  /** Whether another source than this one has arrived before. */
  final boolean arrive() {
    return ((int) WORD.getAndBitwiseOr(this, ARRIVED) & ARRIVED) != 0;
  }

  // ---- parking

  /** Why a thread came back from parking. */
  enum Back {
    SETTLED,
    INTERRUPTED,
    TIMED_OUT
  }

  final Back park(boolean interruptible, boolean timed, long nanos) {
    return WaitParking.park(self(), interruptible, timed, nanos);
  }

  /** Receives the value of this settled wait: null, or why there is none. */
  final @Nullable Throwable received() {
    Throwable failure = failure();
    return failure == null && !receive()
        ? new WaitGiveUp.CancellationException("given back")
        : failure;
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}

package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The part of a {@link Wait} that knows who still wants it: functions, readers, parked threads. */
abstract class Watched<T extends @Nullable Object> extends Placed<T> {
  /*
   * Overview.
   *
   * A Wait is one of three things: a Waiter, which stands in the line of a primitive; a Derived
   * stage, which hangs on other stages by Attachments; or Steps, a loop over waits. This class is
   * what they share: who receives, who is told, and how a thread parks.
   *
   * `word` counts the receivers: threads parked here, and attached functions that have not been
   * given up. In a Waiter two bits of it decide what becomes of a grant:
   *
   *      granted ──take──────▶ TAKEN    somebody read the value
   *         └──────overtake──▶ OVER     the last receiver gave up first: what was granted goes back
   *
   * I1. A wait never is both TAKEN and OVER, and never leaves either.
   * I2. OVER is set only while nobody is counted as a receiver. A function that starts stays
   *     counted for ever, and so does a thread that parked until the wait was settled.
   * I3. Who reads a value has called receive() first, and it returned true.
   * I4. A watcher pushed before the wait is settled is woken by the thread that settles it; one
   *     pushed later by the thread that pushes it, which looks at isDone() after the push.
   */
  private static final int OVER = 1;
  private static final int TAKEN = 2;
  private static final int HOOKED = 4;
  private static final int ONE = 8;
  private static final VarHandle WORD;
  private static final VarHandle WATCHERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(Watched.class, "word", int.class);
      WATCHERS = lookup.findVarHandle(Watched.class, "watchers", Watcher.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int word; // by any thread, with compare-and-set
  private volatile @Nullable Watcher watchers; // a stack; by any thread, with compare-and-set

  // ---- what Waiter, Derived and Steps fill in

  private Wait<T> self() {
    return (Wait<T>) this; // the only subclass
  }

  /**
   * Gives this wait up; true if this attempt decides how it ends, now or when the root has ended.
   */
  boolean giveUp(GiveUp attempt) {
    return finish(attempt);
  }

  /** The last receiver left: gives up what is upstream, or returns the attachments to follow. */
  @Nullable Attachment abandon(GiveUp attempt) {
    return null;
  }

  /**
   * Makes sure that the value, if it came by way of a grant, is never given back; false if it was.
   */
  boolean receive() {
    return true;
  }

  /** Whether what came by way of a grant has been given back. */
  boolean isGivenBack() {
    return (word & OVER) != 0;
  }

  /** The failure of a settled wait, or null. */
  @Nullable Throwable failure() {
    return rawFailure();
  }

  /** The value of a settled wait that has not failed. */
  T value() {
    return rawValue();
  }

  /** Whether the value came by way of a grant that can go back to where it came from. */
  boolean isReturnable() {
    return false;
  }

  /**
   * Whether a limit may be answered only later: by a condition, which takes its lock back first.
   */
  boolean mayEndLater() {
    return false;
  }

  /** The loop on which this wait was made, if it was made on one. */
  @Nullable Loop home() {
    return null;
  }

  /** Whether it always ends at home: then functions that were attached at home run there. */
  boolean endsAtHome() {
    return false;
  }

  @Override
  final @Nullable Executor place() {
    Loop home = home();
    return home == null || (endsAtHome() && home == Loop.current()) ? null : home.turns;
  }

  @Override
  final @Nullable Executor placeOfTwo() {
    Loop home = home();
    return home == null ? null : home.turns;
  }

  /** The clock that limits on this wait keep. */
  final Timer clock() {
    Loop home = home();
    return home == null ? Timer.realTime() : home.clock();
  }

  /** Its home's coroutine has come back from parking on it: runs the functions, if need be. */
  void runFunctionsAtHome() {}

  /** What a thread is shown to be parked on: the primitive, where it is one that is waited for. */
  @SuppressWarnings("FutureReturnValueIgnored") // only to be looked at
  Object blocker() {
    return this;
  }

  final boolean finish(GiveUp attempt) {
    return attempt.end instanceof GiveUp.Instead instead
        ? succeedNow(cast(instead.value()))
        : failNow((Throwable) attempt.end);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  static <V extends @Nullable Object> V cast(@Nullable Object value) {
    return (V) value;
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

  /** granted to TAKEN: somebody receives what was granted. */
  final boolean take() {
    for (int w; ((w = word) & OVER) == 0; ) {
      if ((w & TAKEN) != 0 || WORD.compareAndSet(this, w, w | TAKEN)) {
        return true;
      }
    }
    return false;
  }

  /** granted to OVER: nobody is left to receive it, so that it may be given back (I2). */
  final boolean overtake() {
    for (int w; ((w = word) & (OVER | TAKEN)) == 0 && w < ONE; ) {
      if (WORD.compareAndSet(this, w, w | OVER)) {
        return true;
      }
    }
    return false;
  }

  @Override
  final Attachment attach(boolean pass, boolean inline) {
    enter();
    return new Attachment(self(), pass, inline);
  }

  // ---- watchers

  final void watch(Watcher w) {
    hookOnce();
    push(w, w);
    if (isDone()) { // I4
      wakeWatchers();
    }
  }

  private void push(Watcher first, Watcher last) {
    Watcher top;
    do {
      top = watchers;
      last.next = top;
      last.depth = top == null ? 1 : top.depth + 1;
    } while (!WATCHERS.compareAndSet(this, top, first));
  }

  /** Wakes all; true if one of them runs the functions that hang on this wait. */
  final boolean wakeWatchers() {
    boolean runs = false;
    if (watchers != null) {
      for (Watcher w = (Watcher) WATCHERS.getAndSet(this, null); w != null; ) {
        Watcher next = w.next;
        runs |= w.wake();
        w = next;
      }
    }
    return runs;
  }

  /** Forgets a watcher: the dead on top at once, those below when they are the majority. */
  private void unwatch(Watcher w) {
    w.dead = true;
    Watcher top;
    while ((top = watchers) != null && top.dead) {
      WATCHERS.compareAndSet(this, top, top.next);
    }
    if (top != null && top.depth > 2 * (word / ONE) + 16) {
      for (Watcher each = (Watcher) WATCHERS.getAndSet(this, null); each != null; ) {
        Watcher next = each.next;
        if (!each.dead) {
          push(each, each);
        }
        each = next;
      }
      if (isDone()) { // I4
        wakeWatchers();
      }
    }
  }

  /** A stage that is completed by CompletableFuture itself tells its watchers by a dependent. */
  private void hookOnce() {
    if (!(this instanceof Waiter) && ((int) WORD.getAndBitwiseOr(this, HOOKED) & HOOKED) == 0) {
      hook((value, failure) -> wakeWatchers());
    }
  }

  // ---- parking

  /** Why a thread came back from parking. */
  enum Back {
    SETTLED,
    INTERRUPTED,
    TIMED_OUT
  }

  final Back park(boolean interruptible, boolean timed, long nanos) {
    if (isDone()) {
      return Back.SETTLED;
    }
    Trampoline.flush();
    if (isDone()) {
      return Back.SETTLED;
    }
    enter();
    String refusal = EventLoops.whyNotPark();
    if (refusal != null) {
      if (!leave() || giveUp(GiveUp.cancel())) {
        throw new IllegalStateException(refusal + " may not wait for " + blocker());
      }
      enter();
    }
    var parked = new Parked(self(), interruptible && refusal == null, timed, nanos);
    watch(parked);
    parked.park();
    if (isDone()) {
      runFunctionsAtHome();
      keepFlag(parked.wasInterrupted());
      return Back.SETTLED;
    }
    unwatch(parked);
    return parked.wasInterrupted()
        ? unparked(Back.INTERRUPTED, GiveUp.interrupt())
        : unparked(Back.TIMED_OUT, Limit.timedOut(Duration.ofNanos(nanos)));
  }

  /** An interrupt or a limit has ended the parking: gives up, unless others want this wait. */
  private Back unparked(Back why, GiveUp attempt) {
    boolean stays = !leave();
    if (stays || (giveUp(attempt) && !attempt.isLater())) {
      return why;
    }
    enter(); // it was granted after all, or it will end when a condition has its lock again
    Trampoline.flush();
    var rest = new Parked(self(), false, false, 0);
    watch(rest);
    rest.park();
    runFunctionsAtHome();
    boolean gaveUp = failure() == attempt.end;
    keepFlag(rest.wasInterrupted() || (why == Back.INTERRUPTED && !gaveUp));
    return gaveUp ? why : Back.SETTLED;
  }

  private static void keepFlag(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Receives the value of this settled wait: null, or why there is none. */
  final @Nullable Throwable received() {
    Throwable failure = failure();
    return failure == null && !receive() ? new GiveUp.CancellationException("given back") : failure;
  }

  static Throwable bare(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}

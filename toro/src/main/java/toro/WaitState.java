package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The state of a {@link Wait}: how it ends, and what its kinds have to fill in. */
abstract class WaitState<T extends @Nullable Object> extends WaitRing {
  /*
   * Overview.
   *
   * A Wait is one of three things: a Waiter, which stands in the line of a primitive; a WaitStage,
   * which hangs on other waits; or WaitSteps, a loop over waits. `outcome` decides how it ends,
   * with one compare-and-set:
   *
   *      null, pending ──▶ GRANTED, with grantedValue(); a Value; or a Throwable
   *      null ──▶ DETACHING ──▶ one of these: given up, but it detaches from its sources first
   *
   * That of a choice may also be the member that was chosen, and that of a member is the choice
   * (WaitChoice).
   *
   * I1. Once decided, the outcome never changes, and every read of the wait answers from it.
   * I2. A thread reads the value only after receive() has returned true. A function is called with
   *     it while its stage is counted as a receiver (WaitStage).
   */
  static final Object GRANTED = new Object();

  /** GRANTED, with this value. */
  record Value(@Nullable Object value) {}

  static final Object DETACHING = new Object();

  private static final VarHandle OUTCOME;

  static {
    try {
      OUTCOME = MethodHandles.lookup().findVarHandle(WaitState.class, "outcome", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object outcome; // by whoever decides, with compare-and-set (I1)

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

  /** The same for a function that has begun, and is counted as a receiver (R3 of WaitRing). */
  boolean receiveCounted() {
    return receive();
  }

  /** Waits a little before its thread is parked, where that is worth it; true if it has ended. */
  boolean spin() {
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

  @Override
  final boolean isSettled() {
    Object end = outcome;
    return end != null && end != DETACHING;
  }

  final boolean isGranted() {
    Object end = outcome;
    return end == GRANTED || end instanceof Value || chosen() != null;
  }

  /** Of a choice, the member with which it was decided. */
  final @Nullable Waiter<?> chosen() {
    return outcome instanceof Waiter<?> other && !(other instanceof WaitChoice<?>) ? other : null;
  }

  /** Of a member that has not won, its choice. */
  final @Nullable WaitChoice<?> choice() {
    return outcome instanceof WaitChoice<?> choice ? choice : null;
  }

  /** Whether its end is its own grantedValue(), and not one that an outsider gave. */
  final boolean hasGrantedValue() {
    return outcome == GRANTED;
  }

  @Override
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

  /** pending to decided, or to DETACHING. */
  final boolean decide(Object end) {
    return OUTCOME.compareAndSet(this, null, end) || decideChoice(end);
  }

  private boolean decideChoice(Object end) {
    WaitChoice<?> choice = choice();
    return choice != null && choice.decideFor((Waiter<?>) this, end);
  }

  /** A member's outcome, by its choice or under the guard of its line (WaitChoice I1). */
  final void become(Object end) {
    OUTCOME.set(this, end); // plain: the guard, or the choice's outcome, publishes it
  }

  /** pending to GRANTED, where everybody decides under the guard; see WaitQueue I4. */
  final void grantGuarded() {
    assert isPending();
    OUTCOME.setRelease(this, GRANTED);
  }

  /** DETACHING to decided. */
  final boolean decideDetaching(Object end) {
    return OUTCOME.compareAndSet(this, DETACHING, end);
  }

  /** New to decided, before anyone has seen it. */
  final void decideUnseen(Object end) {
    OUTCOME.set(this, end); // plain: nobody has seen it, and fireUnseen or a queue publishes it
  }

  /** Decides, and tells whoever waits for it; false if it was decided before. */
  final boolean end(Object end) {
    boolean won = decide(end);
    if (won) {
      settled(false);
    }
    return won;
  }

  /** This thread has decided the outcome; where the wait may stand in a list, it is not queued. */
  void settled(boolean inList) {
    if (inList) {
      Trampoline.deliverInPlace(self());
    } else {
      Trampoline.deliver(self());
    }
  }

  // ---- what hangs on it

  /** Hangs a new receiver on this wait; it is fired at once, but at home, after all others were. */
  final void attach(WaitNode receiver) {
    if (!addReceiver(receiver)) {
      fireAtHome(receiver);
    }
  }

  /** Hangs something on this wait that is no receiver of its value, or is counted already. */
  final void hook(WaitNode n) {
    if (!add(n)) {
      fireAtHome(n);
    }
  }

  /** Hangs a stage on this wait that others have seen, unless it has been given up. */
  final void attachAgain(WaitStage<?> stage) {
    if (!addIfPending(stage)) {
      fireAtHome(stage);
    }
  }

  /** Adds a watcher; it is woken at once if this is settled. */
  final void watch(Watcher n) {
    addWatcher(n, false);
    wakeIfSettled(n);
  }

  /** Adds a parked thread, as one more receiver; it is woken at once if this is settled. */
  final void watchAsReceiver(Watcher n) {
    addWatcher(n, true);
    wakeIfSettled(n);
  }

  private void wakeIfSettled(Watcher n) {
    if (isSettled()) { // who settled it may have looked for watchers before (R4 of WaitRing)
      var unused = n.wake();
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

  @Override
  final boolean isFinal() {
    return isFired() && !mayGoBack();
  }

  /** Whether this ended with something that nobody has received yet, and that can go back. */
  final boolean mayGoBack() {
    Wait<?> from = origin();
    return from != null && !from.isReceived();
  }

  /** Its home's coroutine has come back from parking on it: fires what it was left to fire. */
  final void fireAllAtHome() {
    Home home = home();
    if (home != null && hasToFire() && home == Home.here()) {
      Trampoline.fireAll(self()); // it may stand in another thread's queue
    }
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

  /** Receives the value of this settled wait (I2): null, or why there is none. */
  final @Nullable Throwable received() {
    Throwable failure = failure();
    return failure == null && !receive() ? WaitGiveUp.returned() : failure;
  }

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}

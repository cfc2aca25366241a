package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A signal that is taken once, without blocking a thread: it wakes one who waits, and if nobody
 * does, it is remembered for the next. For a worker that sleeps until there is something to do, and
 * looks once more if it was busy when the signal came.
 *
 * {@snippet file="Snippets.java" region="wakeUp"}
 *
 * <p>At most one signal is remembered: who takes it looks at everything that has happened until
 * then.
 *
 * <p><b>Fairness.</b> Signals go to those who wait in the order in which they came.
 *
 * <p><b>Cancellation.</b> A wait that is given up takes no signal: one that was meant for it goes
 * to the next, or is remembered. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a {@link #signal} happens-before what the one who takes
 * the signal does, also where it only found one that was remembered already.
 *
 * <p>{@link AsyncEvent} lets all go on, as long as it is set. {@link AsyncCondition} forgets a
 * signal that nobody waits for. An {@link AsyncSemaphore} counts: it would let a worker go on as
 * often as it was told.
 */
public final class AsyncSignal extends Primitive {
  /*
   * Overview.
   *
   *            signal                    take, and waits
   *      SET ◀───────────── NOT_SET ──────────────────────────▶ AWAITED ──┐ signal, give-up:
   *          ─────────────▶         ◀──────────────────────────          ◀┘ others are still there
   *            take, poll            the last has left the line
   *
   * I1. Outside of the critical sections it is AWAITED if and only if somebody stands in the line,
   *     which may be somebody who has given up and is about to leave. While it is AWAITED, it
   *     changes only under the guard; else anybody changes it by compare-and-set.
   * I2. A signal always writes, also where one is remembered already. So who takes that one sees
   *     what was done before the later signal.
   * I3. There is at most one signal that nobody has taken: SET says so once, however often.
   */
  private static final int NOT_SET = 0;
  private static final int SET = 1;
  private static final int AWAITED = 2;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(AsyncSignal.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WaitQueue waiters = new Takers();
  private volatile int state; // see I1

  /** Creates a signal that is not set. */
  public AsyncSignal() {}

  /**
   * Names this signal, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this signal
   */
  public AsyncSignal named(String name) {
    setName(name);
    return this;
  }

  /** Lets the first who waits go on; if nobody does, the signal is remembered, once. */
  public void signal() {
    for (int seen; (seen = state) != AWAITED; ) {
      if (STATE.compareAndSet(this, seen, SET)) { // I2
        return;
      }
    }
    signalToLine();
  }

  private void signalToLine() {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      boolean taken = false;
      for (Waiter<?> first; !taken && (first = waiters.first()) != null; ) {
        waiters.unlink(first);
        ((Taker) first).hasSignal = true;
        taken = grants.grant(first);
      }
      if (!taken) {
        state = SET; // the line is empty: it was before, or those who stood there had given up
      } else if (waiters.isEmpty()) {
        state = NOT_SET;
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * Lets all who wait now go on, in the order in which they came. Nothing is remembered, and a
   * signal that is remembered stays so.
   */
  public void signalAll() {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      waiters.grantAll(grants);
      becomeUnawaited();
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * Takes the signal that is remembered, or waits for the next.
   *
   * @return a wait that completes when it has a signal for itself
   */
  public Wait<@Nullable Void> take() {
    var taker = new Taker();
    if (!poll()) {
      waiters.lock();
      try {
        if (stand(taker) == null) {
          return taker;
        }
      } finally {
        waiters.unlock();
      }
    }
    taker.hasSignal = true;
    return taker.grantAtOnce();
  }

  /**
   * Takes the signal that is remembered, if there is one.
   *
   * @return true if there was one, which now is this caller's
   */
  public boolean poll() {
    return state == SET && STATE.compareAndSet(this, SET, NOT_SET);
  }

  /** Under the guard: in line, and null; or GRANTED, with the signal taken. */
  private @Nullable Object stand(Taker taker) {
    while (state != AWAITED && !STATE.compareAndSet(this, NOT_SET, AWAITED)) {
      if (poll()) {
        return Waiter.GRANTED;
      }
    }
    waiters.append(taker);
    return null;
  }

  /** Under the guard, after some have left the line (I1). */
  private void becomeUnawaited() {
    if (state == AWAITED && waiters.isEmpty()) {
      state = NOT_SET;
    }
  }

  /**
   * Says whether a signal is remembered now.
   *
   * @return true if {@link #poll} would take one
   */
  public boolean isSet() {
    return state == SET;
  }

  /**
   * How many wait now.
   *
   * @return the number
   */
  public int waiting() {
    return waiters.count();
  }

  @Override
  String state() {
    return (isSet() ? "set" : "not set") + Names.waiting(waiting());
  }

  private final class Takers extends WaitQueue {
    @Override
    void left(Waiter<?> leaver, WaitGrants grants) {
      becomeUnawaited();
    }
  }

  /** The same, among other things that are waited for. */
  final class Source extends WaitSource<@Nullable Void> {
    @Override
    Object blocker() {
      return AsyncSignal.this;
    }

    @Override
    WaitGuard guard() {
      return waiters;
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      if (!poll()) {
        return null;
      }
      var taker = new Taker();
      taker.hasSignal = true;
      return taker.grantUnseen();
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return new Taker();
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> waiter) {
      var taker = (Taker) waiter;
      Object end = stand(taker);
      taker.hasSignal = end != null;
      return end;
    }
  }

  private final class Taker extends Waiter<@Nullable Void> {
    private boolean hasSignal; // under guard, before the grant: by a signal that is for one

    @Override
    boolean isReturnable() {
      return hasSignal;
    }

    @Override
    void giveBack() {
      signal(); // I3
    }

    @Override
    Object blocker() {
      return AsyncSignal.this;
    }

    @Override
    String operation() {
      return "take";
    }

    @Override
    String lacking() {
      return "no signal";
    }
  }
}

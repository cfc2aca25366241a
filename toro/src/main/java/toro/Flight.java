package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of some work, and the line of those who wait for it: they share how it ends. */
abstract class Flight<T extends @Nullable Object> extends WaitQueue {
  /*
   * Overview.
   *
   * A cell (an AsyncLazy, or a key of a SingleFlight) refers to the flight that one may join.
   *
   *      in the air ──its stage ends────────────▶ landed, with that end: it leaves its cell, and
   *           │                                   then all who stand in line are told
   *           └──the last one in line leaves────▶ DROPPED: it leaves its cell, and its stage is
   *                                               cancelled
   *
   * F1. A cell has one flight at a time. Who has put it there starts it, on his own thread, and
   *     stands in its line before that: so it is not dropped before its stage is known.
   * F2. All in line are told the same end, which nobody receives for himself alone. A failure is
   *     kept by nobody.
   * F3. It has landed before it leaves its cell, and has left it before anybody is told.
   * F4. It lands, or is dropped, once, under the guard; nobody joins it after that. So who leaves
   *     and who joins have one order: the one who joins keeps it in the air, or starts anew.
   * F5. It may be taken out of its cell at any time, and goes on for those in line.
   * F6. Who is called by the supplier, on its thread, does not join: he would wait for himself.
   *
   * Who meets a flight in a cell that cannot be joined any more takes it out himself.
   *
   * The stage is followed without a home: no loop keeps those of other loops waiting. Simulated
   * time stands still at the starter's home while the stage is a foreign one, and at another one's
   * for each who waits there.
   */
  private static final Object DROPPED = new Object();

  private final @Nullable Home home = Home.here(); // of the one who starts it
  private volatile @Nullable Object end; // once, under the guard: DROPPED, a Value, a Throwable
  private @Nullable Wait<T> run; // the stage, while in the air; under the guard
  private volatile @Nullable Thread supplying; // by that thread, while it runs the supplier
  private int asides; // of that thread, then

  Flight() {
    neverSpin();
  }

  /** Takes it out of its cell, unless it has left; outside of every guard, by any thread. */
  abstract void leaveCell(); // F5

  abstract Object owner();

  /** What its passengers have asked for. */
  abstract String asked();

  // ---- joining

  /** Stands in line; null if it has landed, or was dropped (F4). */
  @Nullable Waiter<T> join() {
    var passenger = new Passenger();
    if (supplying == Thread.currentThread() && asides == Trampoline.asides()) { // F6
      return passenger.failAtOnce(
          new IllegalStateException(
              Names.brief(owner()) + ": " + asked() + " called by its own supplier"));
    }
    boolean isOutside;
    lock();
    try {
      if (end != null) {
        return null;
      }
      append(passenger);
      isOutside = run == null || run instanceof WaitForeign<T>;
    } finally {
      unlock();
    }
    if (isOutside && passenger.home() != home) {
      passenger.standStill();
    }
    return passenger;
  }

  // ---- running

  /** Starts it, by the one who has put it into its cell, and is the first in line (F1). */
  void start(Waiter<T> first, Supplier<? extends CompletionStage<? extends T>> supplier) {
    Object how;
    Wait<T> wait = null;
    try {
      CompletionStage<T> stage = supply(supplier);
      how = WaitForeign.valueAtHand(stage);
      if (how == null) {
        wait = WaitForeign.ownAnywhere(stage);
        how = wait.isSettled() ? endOf(wait) : null;
      }
    } catch (Throwable failure) {
      how = failure;
    }
    if (how != null) {
      land(how, first);
    } else if (wait != null) {
      follow(wait);
    }
  }

  private CompletionStage<T> supply(Supplier<? extends CompletionStage<? extends T>> supplier) {
    asides = Trampoline.asides();
    supplying = Thread.currentThread();
    try {
      return cast(requireNonNull(supplier.get(), "the supplier returned no stage"));
    } finally {
      supplying = null;
    }
  }

  @SuppressWarnings("unchecked") // it is only read
  private static <T extends @Nullable Object> CompletionStage<T> cast(
      CompletionStage<? extends T> stage) {
    return (CompletionStage<T>) stage;
  }

  private void follow(Wait<T> wait) {
    if (home != null && wait instanceof WaitForeign<T>) {
      home.pauseTime();
    }
    wait.enter(); // F2: the value is received here, for all
    lock();
    try {
      assert end == null; // F1
      run = wait;
    } finally {
      unlock();
    }
    wait.hook(new WaitNode.Hook(() -> land(endOf(wait), null)));
  }

  private static Object endOf(Wait<?> wait) {
    Throwable failure = wait.received();
    return failure == null ? new WaitState.Value(wait.value()) : WaitState.unwrap(failure);
  }

  /** Ends it. Where that is at the call, nobody has seen the first one's wait. */
  private void land(Object how, @Nullable Waiter<T> first) {
    Wait<T> was;
    lock();
    try {
      if (end != null) {
        return; // dropped: F4
      }
      was = run;
      end = how;
      run = null;
    } finally {
      unlock();
    }
    leaveCell(); // F3
    var grants = new WaitGrants();
    lock();
    try {
      if (first != null) {
        unlink(first);
      }
      if (how instanceof Throwable failure) {
        failAll(failure, grants);
      } else {
        grantAll(grants);
      }
    } finally {
      unlock();
    }
    if (first != null) {
      var unused = first.endAtOnce(how);
    }
    grants.deliver();
    resumeTime(was);
  }

  private void resumeTime(@Nullable Wait<T> was) {
    if (home != null && was instanceof WaitForeign<T>) {
      home.resumeTime();
    }
  }

  /** The value with which it has landed; null if there is none. */
  final WaitState.@Nullable Value landed() {
    return end instanceof WaitState.Value value ? value : null;
  }

  // ---- leaving

  /** Takes one out of the line who has given up; the last one drops it. */
  private void leave(Passenger leaver) {
    Wait<T> was;
    lock();
    try {
      if (leaver.line == this) {
        unlink(leaver);
      }
      if (end != null || !isEmpty()) {
        return;
      }
      was = requireNonNull(run); // F1
      end = DROPPED; // F4
      run = null;
    } finally {
      unlock();
    }
    leaveCell();
    var unused = was.exit();
    WaitGiveUp attempt = WaitGiveUp.cancel();
    if (!was.giveUp(attempt)) {
      was.abandon(attempt); // it was granted something, which may go back
    }
    resumeTime(was);
  }

  private final class Passenger extends Waiter<T> {
    /** Waits for something outside of its loop. */
    private void standStill() {
      if (home() != null) {
        pauseTime();
        hook(new Hook(this::resumeTime)); // at home, so that time stands still until it is told
      }
    }

    @Override
    boolean giveUp(WaitGiveUp attempt) {
      if (!decide(attempt.end)) {
        return false;
      }
      try {
        leave(this);
      } finally {
        settled(false); // whatever a foreign stage throws when it is cancelled
      }
      return true;
    }

    @Override
    T grantedValue() {
      return cast(requireNonNull(landed()).value());
    }

    @Override
    Object blocker() {
      return owner();
    }

    @Override
    String operation() {
      return asked();
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A set of waits and other futures that are given up at once: all that somebody waits for on behalf
 * of a connection, a request, a window.
 *
 * {@snippet file="LimitSnippets.java" region="scope"}
 *
 * <p>It is cancelled once, by {@link #cancel}, by {@link #close}, when its time has passed ({@link
 * #within}, {@link #by}), or with its parent. That cancels every future in it that has not ended: a
 * {@link Wait} leaves its line, a {@link Task} is interrupted. What a wait was granted before stays
 * granted: its owner closes it. What is added later is cancelled at once.
 *
 * <p><b>Fairness.</b> Futures are cancelled in the order in which they were added, those of a
 * {@linkplain #child child} in its place; who waits by {@link #whenCancelled} goes on before them.
 * All this happens outside of every lock: what hangs on a future may add, and cancel, as it likes.
 *
 * <p><b>Cancellation.</b> To cancel is no failure: who waits in a scope sees a {@link
 * java.util.concurrent.CancellationException}, also when it was cancelled because of its time. A
 * wait for a scope that is given up is forgotten at once; see {@link Wait}.
 *
 * <p><b>Memory.</b> What has ended is forgotten at once. So is a child that was closed; close it. A
 * future that is no {@link java.util.concurrent.CompletionStage}, such as one of an executor, does
 * not tell that it has ended: it is looked at again when others like it are added. What was done
 * before the cancel happens-before what those who waited for it do.
 *
 * <p>In coroutines a {@link TaskGroup} does this, and waits for the end of all. This one is for
 * callbacks and for code of both kinds. Its time is that of where it was made: on a simulated
 * {@link Loop} virtual time.
 */
public final class CancelScope extends Primitive implements AutoCloseable {
  /*
   * Overview.
   *
   *      open, with members ──cancel──▶ cancelled, for good: the members are taken
   *
   * I1. Members enter and leave under the guard, while it is open; to cancel is to take all of them
   *     in the same step. So what is added is among those taken, or whoever adds it sees that this
   *     is cancelled, and cancels it. Nothing that is foreign runs under the guard.
   * I2. What was taken is a chain that belongs to who took it: he cancels one after the other, and
   *     puts the members of a child before the rest, so that a tree of any depth takes a loop. Who
   *     ends meanwhile, and would leave, finds it cancelled and changes nothing.
   * I3. A member enters first, and hangs on its future after that: one that has ended before, or
   *     in between, leaves at once, and one that is taken in between leaves no more. It may be told
   *     twice.
   * I4. In `silent` are members that will not be told. Each that is added looks at two of them in
   *     turn: so in the long run no more of those that have ended are kept than have not ended.
   */
  private final @Nullable Home home = Home.here(); // cancelled there when its time has passed
  private final WaitTimer clock = WaitTimer.here();
  private final Waiting waiters = new Waiting(); // and the guard
  private final @Nullable CancelMember self; // in the parent
  private volatile boolean cancelled; // written under the guard, once
  private @Nullable CancelMember first; // these all: under the guard
  private @Nullable CancelMember last;
  private int size;
  private @Nullable ArrayDeque<CancelMember> silent; // I4
  private WaitTimer.@Nullable Ticket alarm;
  private long alarmAt; // on the clock

  /** Creates a scope with nothing in it. */
  public CancelScope() {
    this.self = null;
  }

  private CancelScope(CancelScope parent) {
    this.self = new CancelMember(parent, this);
  }

  /**
   * Names this scope, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this scope
   */
  public CancelScope named(String name) {
    setName(name);
    return this;
  }

  // ---- in and out

  /**
   * Adds a future. If this is cancelled, the future is cancelled before this returns.
   *
   * @param <F> the future's type
   * @param pending what is to be cancelled with this
   * @return the same
   */
  @CanIgnoreReturnValue
  public <F extends Future<?>> F add(F pending) {
    if (pending.isDone()) {
      return pending;
    }
    var member = new CancelMember(this, pending);
    if (!admit(member)) {
      cancel(pending); // I1
      return pending;
    }
    try {
      if (!member.hang()) { // I3
        addSilent(member);
      }
    } catch (Throwable refusal) {
      remove(member);
      throw refusal;
    }
    return pending;
  }

  /**
   * Makes a scope inside of this one: cancelled with it, or before it alone. Its time is that of
   * where this is called. If this is cancelled, so is the child.
   *
   * @return a new scope, to be closed
   */
  @CheckReturnValue
  public CancelScope child() {
    var child = new CancelScope(this);
    if (!admit(requireNonNull(child.self))) {
      child.cancel();
    }
    return child;
  }

  /** Puts a member at the end, unless this is cancelled. */
  private boolean admit(CancelMember m) {
    waiters.lock();
    try {
      if (cancelled) {
        return false;
      }
      m.before = last;
      if (last == null) {
        first = m;
      } else {
        last.after = m;
      }
      last = m;
      size++;
      return true;
    } finally {
      waiters.unlock();
    }
  }

  /** Takes a member out, unless it has left, or was taken with all others (I2, I3). */
  void remove(CancelMember m) {
    waiters.lock();
    try {
      if (!cancelled && (m == first || m.before != null)) {
        unlink(m);
      }
    } finally {
      waiters.unlock();
    }
  }

  private void unlink(CancelMember m) {
    CancelMember before = m.before;
    CancelMember after = m.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    m.before = null;
    m.after = null;
    size--;
  }

  // ---- futures that do not tell that they have ended (I4)

  private void addSilent(CancelMember added) {
    keepSilent(added);
    for (int i = 0; i < 2; i++) {
      CancelMember next = nextSilent();
      if (next != null && !next.leaveIfDone()) {
        keepSilent(next);
      }
    }
  }

  private void keepSilent(CancelMember m) {
    waiters.lock();
    try {
      if (!cancelled) {
        silent = silent == null ? new ArrayDeque<>() : silent;
        silent.add(m);
      }
    } finally {
      waiters.unlock();
    }
  }

  private @Nullable CancelMember nextSilent() {
    waiters.lock();
    try {
      return silent == null ? null : silent.poll();
    } finally {
      waiters.unlock();
    }
  }

  // ---- cancelling

  /**
   * Cancels all that is in this, and whatever is added later. Idempotent: a second call returns at
   * once.
   */
  public void cancel() {
    for (CancelMember m = take(null); m != null; ) {
      m = m.cancel(); // I2
    }
  }

  /** As {@link #cancel}. */
  @Override
  public void close() {
    cancel();
  }

  /** open to cancelled: the members, with the rest behind them; only that, if it was cancelled. */
  @Nullable CancelMember take(@Nullable CancelMember rest) {
    var grants = new WaitGrants();
    CancelMember taken = rest;
    WaitTimer.Ticket set;
    waiters.lock();
    try {
      if (cancelled) {
        return rest;
      }
      cancelled = true; // I1
      if (last != null) {
        last.after = rest;
        taken = first;
      }
      first = null;
      last = null;
      size = 0;
      silent = null;
      set = alarm;
      alarm = null;
      waiters.letGo(grants);
    } finally {
      waiters.unlock();
    }
    if (set != null) {
      set.cancel();
    }
    if (self != null) {
      self.leave();
    }
    guarded(grants::deliver);
    return taken;
  }

  /** Cancels one future. */
  void cancel(Future<?> future) {
    guarded(() -> future.cancel(true));
  }

  /** Calls what is foreign: that it fails must not keep the others from being cancelled. */
  private void guarded(Runnable foreign) {
    try {
      foreign.run();
    } catch (Throwable failure) {
      warn("a future could not be cancelled", failure);
    }
  }

  /**
   * Cancels this when some time has passed. If called again, or with {@link #by}, the earlier
   * moment counts.
   *
   * @param time how long from now; with zero or less it is cancelled at once
   * @return this scope
   * @throws IllegalArgumentException on another clock than where this was made
   */
  @CanIgnoreReturnValue
  public CancelScope within(Duration time) {
    if (WaitTimer.here() != clock) {
      throw new IllegalArgumentException(brief() + " is on another clock than this code");
    }
    cancelAfter(Deadline.nanos(time));
    return this;
  }

  /**
   * Cancels this when a moment has come. If called again, or with {@link #within}, the earlier
   * moment counts.
   *
   * @param deadline the moment; if it has come, this is cancelled at once
   * @return this scope
   * @throws IllegalArgumentException if the deadline is on another clock than this
   */
  @CanIgnoreReturnValue
  public CancelScope by(Deadline deadline) {
    cancelAfter(deadline.nanosOn(clock, brief()));
    return this;
  }

  private void cancelAfter(long nanos) {
    if (nanos == 0) {
      cancel();
      return;
    }
    long at = clock.after(nanos);
    WaitTimer.Ticket unneeded = clock.schedule(this::expire, nanos);
    waiters.lock();
    try {
      if (!cancelled && (alarm == null || at - alarmAt < 0)) {
        WaitTimer.Ticket later = alarm;
        alarm = unneeded;
        alarmAt = at;
        unneeded = later;
      }
    } finally {
      waiters.unlock();
    }
    if (unneeded != null) {
      unneeded.cancel();
    }
  }

  /** On the timer's thread, on which nothing foreign runs. */
  private void expire() {
    Home.at(home, () -> Trampoline.call(this::cancel));
  }

  /**
   * Says whether this is cancelled.
   *
   * @return true from the first cancel on
   */
  public boolean isCancelled() {
    return cancelled;
  }

  // ---- who waits for it

  /**
   * Waits until this is cancelled.
   *
   * @return a wait that completes when this is cancelled, or is complete if it is now
   */
  public Wait<@Nullable Void> whenCancelled() {
    return waiters.listen();
  }

  /**
   * How many wait now, for {@link #whenCancelled}.
   *
   * @return the number
   */
  public int waiting() {
    return waiters.count();
  }

  WaitListeners waiters() {
    return waiters;
  }

  @Override
  String state() {
    waiters.lock();
    try {
      String what = cancelled ? "cancelled" : size + " inside";
      return what + Names.waiting(waiters.length());
    } finally {
      waiters.unlock();
    }
  }

  private final class Waiting extends WaitListeners {
    @Override
    Primitive owner() {
      return CancelScope.this;
    }

    @Override
    String operation() {
      return "whenCancelled";
    }

    @Override
    String lacking() {
      return "not cancelled";
    }

    @Override
    boolean isSeenSo() {
      return cancelled;
    }
  }
}

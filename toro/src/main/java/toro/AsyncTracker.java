package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is inside: anybody may enter, until the door is closed; then one waits until the last has
 * left, without blocking a thread. For a server that stops: no more requests, those in flight to
 * their end, then exit.
 *
 * {@snippet file="Snippets.java" region="tracker"}
 *
 * <p>To enter and to close have one order: whoever entered before is waited for, whoever comes
 * after is refused. It is not opened again.
 *
 * <p><b>Fairness.</b> Nobody waits to enter. When the last one leaves, all who wait for that go on,
 * in the order in which they came.
 *
 * <p><b>Cancellation.</b> A wait that is given up is forgotten at once; see {@link Wait}.
 *
 * <p><b>Memory.</b> What was done inside, before the permit was closed, happens-before what those
 * who waited for it do.
 *
 * <p>A {@link TaskGroup} does this for tasks that it has started, and {@link AsyncQueue#whenDone}
 * for items. An {@link AsyncSemaphore} limits how many are inside.
 */
public final class AsyncTracker extends Primitive {
  /*
   * Overview.
   *
   *      inside | AWAITED | CLOSED
   *
   *      enter   not closed:                              one compare-and-set
   *      leave   nobody wants to see it, or not the last: one compare-and-set   else: guarded
   *
   * I1. AWAITED and CLOSED change only under the guard. AWAITED is set if and only if somebody
   *     stands in `idle`, outside of the critical sections.
   * I2. While one of them is set, the last one leaves under the guard, and lets those go on who
   *     stand in line then. So who joins a line, and saw under the guard that somebody is inside,
   *     is let go by one who leaves after that.
   * I3. Once it is closed, the number only goes down. Until then, nobody is let go from `done`.
   */
  private static final long CLOSED = 1;
  private static final long AWAITED = 2;
  private static final int SHIFT = 2;
  private static final long ONE = 1 << SHIFT;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(AsyncTracker.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Idle idle = new Idle();
  private final Done done = new Done();
  private volatile long word; // by any thread, with compare-and-set; see I1 and I2

  /** Creates a tracker that is open, with nobody inside. */
  public AsyncTracker() {}

  /**
   * Names this tracker, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this tracker
   */
  public AsyncTracker named(String name) {
    setName(name);
    return this;
  }

  private boolean change(long from, long to) {
    return WORD.compareAndSet(this, from, to);
  }

  private static boolean isIdle(long word) {
    return word < ONE;
  }

  private static boolean isClosed(long word) {
    return (word & CLOSED) != 0;
  }

  // ---- in and out

  /**
   * Enters. Never waits.
   *
   * @return a permit, to be closed when leaving
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public Permit enter() {
    Permit permit = tryEnter();
    if (permit == null) {
      throw refusal();
    }
    return permit;
  }

  private ClosedException refusal() {
    return new ClosedException(brief() + ": closed", null);
  }

  /**
   * Enters, unless closed.
   *
   * @return a permit, to be closed when leaving; null when closed
   */
  @CheckReturnValue
  public @Nullable Permit tryEnter() {
    return visit();
  }

  private @Nullable TrackerVisit visit() {
    for (long w = word; !isClosed(w); w = word) {
      if (change(w, w + ONE)) {
        return new TrackerVisit(this);
      }
    }
    return null;
  }

  /** One who is inside leaves. */
  void leave() {
    for (long w = word; w >= 2 * ONE || (w & (AWAITED | CLOSED)) == 0; w = word) {
      if (change(w, w - ONE)) {
        return;
      }
    }
    leaveGuarded();
  }

  private void leaveGuarded() {
    var grants = new WaitGrants();
    idle.lock();
    try {
      long left = (long) WORD.getAndAdd(this, -ONE) - ONE;
      if (isIdle(left)) { // I2
        letGo(left, grants);
      }
    } finally {
      idle.unlock();
    }
    grants.deliver();
  }

  /** Under the guard: nobody was inside when the word was this. */
  private void letGo(long seen, WaitGrants grants) {
    idle.letGo(grants);
    becomeUnawaited();
    if (isClosed(seen)) { // I3
      done.letGo(grants);
    }
  }

  /** Under the guard, after some have left the line of those who wait for nobody inside (I1). */
  private void becomeUnawaited() {
    if ((word & AWAITED) != 0 && idle.isEmpty()) {
      var unused = (long) WORD.getAndBitwiseAnd(this, ~AWAITED);
    }
  }

  /**
   * Enters, runs the body, and leaves when the body's stage has ended, in whatever way. This is the
   * way for callback code.
   *
   * <p>Cancelling the returned wait cancels the body's stage and ends at once; whoever is inside
   * has left when that stage ends.
   *
   * @param <R> the body's result
   * @param body what to do inside; runs now
   * @return a wait for the body's result, or its failure; {@link NullPointerException} if the body
   *     returns null, {@link ClosedException} when closed
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return WaitWith.granted(entry(), Permit::close, null, body);
  }

  /**
   * As {@link #with(Supplier)}, and the body begins on the given executor. If that refuses it,
   * whoever is inside leaves, and the returned wait fails with what the executor threw.
   *
   * @param <R> the body's result
   * @param executor where the body begins: an event loop, a context
   * @param body what to do inside
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(
      Executor executor, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return WaitWith.granted(entry(), Permit::close, executor, body);
  }

  private Wait<Permit> entry() {
    TrackerVisit visit = visit();
    var entry = new TrackerVisit.Entry(this, visit);
    return visit == null ? entry.failAtOnce(refusal()) : entry.grantAtOnce();
  }

  // ---- who waits for those inside

  /**
   * Waits until nobody is inside, for a moment at least: whether the door is closed or not.
   *
   * @return a wait that completes when the last one leaves, or is complete if nobody is inside now
   */
  public Wait<@Nullable Void> whenIdle() {
    return idle.listen();
  }

  /**
   * Waits until this is closed and nobody is inside.
   *
   * @return a wait that completes when both are so, or is complete if they are now
   */
  public Wait<@Nullable Void> whenDone() {
    return done.listen();
  }

  /**
   * Closes the door: who comes later is refused; who is inside stays, and is waited for by {@link
   * #whenDone}. Idempotent.
   */
  public void close() {
    var grants = new WaitGrants();
    idle.lock();
    try {
      long closed = (long) WORD.getAndBitwiseOr(this, CLOSED) | CLOSED;
      if (isIdle(closed)) {
        letGo(closed, grants);
      }
    } finally {
      idle.unlock();
    }
    grants.deliver();
  }

  /**
   * Says whether this is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return isClosed(word);
  }

  /**
   * How many are inside now.
   *
   * @return the number of open permits
   */
  public int inside() {
    return (int) (word >> SHIFT);
  }

  /**
   * How many wait now, for {@link #whenIdle} or {@link #whenDone}.
   *
   * @return the number
   */
  public int waiting() {
    idle.lock();
    try {
      return idle.length() + done.length();
    } finally {
      idle.unlock();
    }
  }

  @Override
  String state() {
    return (isClosed() ? "closed, " : "") + inside() + " inside" + Names.waiting(waiting());
  }

  private final class Idle extends WaitListeners {
    @Override
    Primitive owner() {
      return AsyncTracker.this;
    }

    @Override
    String operation() {
      return "whenIdle";
    }

    @Override
    String lacking() {
      return "not idle";
    }

    @Override
    boolean isSeenSo() {
      return isIdle(word);
    }

    @Override
    boolean isSo() {
      for (long w = word; !isIdle(w); w = word) {
        if (change(w, w | AWAITED)) { // I2
          return false;
        }
      }
      return true;
    }

    @Override
    void left(Waiter<?> leaver, WaitGrants grants) {
      becomeUnawaited();
    }
  }

  private final class Done extends WaitListeners {
    Done() {
      super(idle);
    }

    @Override
    Primitive owner() {
      return AsyncTracker.this;
    }

    @Override
    String operation() {
      return "whenDone";
    }

    @Override
    String lacking() {
      return "not done";
    }

    @Override
    boolean isSo() {
      long w = word;
      return isClosed(w) && isIdle(w);
    }
  }
}

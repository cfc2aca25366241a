package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines that take turns: of all that are spawned on one loop, one runs at a time, undisturbed
 * until it awaits.
 *
 * {@snippet file="LoopSnippets.java" region="loop"}
 *
 * <p>So the coroutines of a loop share plain fields and collections without locks. A coroutine is a
 * virtual thread, and its code is plain blocking code; where it calls {@link Wait#await} (or {@code
 * get} or {@code join} of a wait), {@link #sleep} or {@link #yieldNow}, and only there, the next
 * one that is ready goes on. A wait that is settled already does not switch (but may, on a
 * {@linkplain #simulate simulated} loop). All primitives of this library may be awaited on a loop,
 * also those that other loops and threads use at the same time: a coroutine always goes on on its
 * own loop, and functions attached to a wait that was made on a loop run on that loop, as
 * {@linkplain #execute callbacks} do. Callbacks, and these functions, may not wait: that is refused
 * with {@link IllegalStateException}.
 *
 * <p><b>Fairness.</b> What is ready runs in the order in which it became ready.
 *
 * <p><b>Blocking.</b> A coroutine that blocks its thread (with {@code Thread.sleep}, blocking input
 * or output, a {@code synchronized} block or a {@code ReentrantLock} that somebody else holds)
 * holds up the whole loop until it goes on: {@link #offload} such work. In particular, a monitor or
 * {@code ReentrantLock} that a coroutine keeps while it awaits, and that another one then wants,
 * blocks the loop for good: {@link AsyncLock} is for that. On JDK 21 to 23 awaiting inside {@code
 * synchronized} also pins the carrier thread. To wait for a stage that is not of this library write
 * {@link Wait#of Wait.of(stage).await()}: its own {@code get} and {@code join} block. To learn
 * which line holds a loop up, {@link #watch(Duration) watch} it:
 *
 * {@snippet file="LoopSnippets.java" region="watch"}
 *
 * <p><b>Cancellation.</b> Cancelling a {@link Task} interrupts its coroutine where it awaits, and
 * so does an interrupt of its thread. When a loop ends, what still runs is cancelled, once, and
 * waited for: a coroutine that catches the interrupt and never returns keeps its loop from ending.
 *
 * <p><b>Failures.</b> What a coroutine throws ends its own task and nothing else; if nobody watches
 * that task, {@link #onFailure} is told. {@link TaskGroup} ties coroutines together.
 *
 * <p><b>Memory.</b> What a coroutine or callback did happens-before what the next one on the same
 * loop does. Its thread is a daemon, as all virtual threads are: a loop that was {@linkplain #start
 * started} does not keep the program running.
 */
public final class Loop extends Home implements Executor, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("toro");
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Duration OUTSIDE_LIMIT = Duration.ofSeconds(30);

  private final String name;
  final @Nullable LoopSimulation simulation; // null: real time, first in first out
  private final WaitTimer clock;
  final @Nullable ThreadFactory threads; // null: plain virtual threads
  private final AsyncEvent ended = new AsyncEvent();
  private final AtomicInteger ids = new AtomicInteger();
  final LoopBaton baton;
  private volatile BiConsumer<Task<?>, Throwable> onFailure = Loop::logFailure; // by onFailure
  private volatile @Nullable LoopWatchdog watchdog; // by watch
  final LoopCoroutines coroutines;

  private Loop(String name, @Nullable LoopSimulation simulation, @Nullable ThreadFactory threads) {
    this.name = name;
    this.simulation = simulation;
    this.threads = threads;
    this.clock = simulation == null ? WaitTimer.realTime() : simulation;
    this.coroutines = new LoopCoroutines(this, simulation);
    this.baton = new LoopBaton(this, simulation == null ? new LoopReady.InOrder() : simulation);
  }

  // ---- running a loop

  /**
   * Runs a loop whose first coroutine is the given one, until that has returned. Coroutines that
   * still run then are cancelled and waited for.
   *
   * {@snippet file="LoopSnippets.java" region="run"}
   *
   * <p>An interrupt of the calling thread cancels the main coroutine.
   *
   * @param <T> what main returns
   * @param main the body of the first coroutine
   * @return what main returned
   * @throws Exception what main threw
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public static <T extends @Nullable Object> T run(Callable<? extends T> main) throws Exception {
    return new Loop(nextName(), null, null).runToEnd(main);
  }

  /**
   * As {@link #run(Callable)}, for a body that returns nothing.
   *
   * @param main the body of the first coroutine
   * @throws Exception what main threw
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public static void run(Block main) throws Exception {
    var unused = run(callable(main));
  }

  /**
   * As {@link #run(Callable)}, in virtual time and under a schedule that follows from the seed: for
   * tests that neither wait nor depend on chance.
   *
   * {@snippet file="LoopSnippets.java" region="simulate"}
   *
   * <p>Among the coroutines that are ready, the seed decides which one is next. It also decides
   * whether a coroutine that awaits what is there already lets others go first: on a simulated loop
   * code between two awaits is undisturbed, but every await may switch, as it may when somebody
   * else holds what is awaited.
   *
   * <p>Time stands still while any coroutine is ready; when all wait, it jumps to the next timer.
   * It ends after 292 years: what should end later ends then.
   *
   * <p>Equal seeds give equal schedules, on every JDK, as long as nothing from outside takes part:
   * no other thread, no {@link #offload} and no {@link Wait#of} of a stage that is completed
   * elsewhere. While one of these two is pending, time stands still until it has ended.
   *
   * <p>A simulation that cannot go on is reported and ended, as {@link DeadlockException} says. One
   * that waits for something outside may do so for 30 seconds of real time; {@link #simulate(long,
   * Duration, Callable)} sets another limit.
   *
   * @param <T> what main returns
   * @param seed decides the schedule
   * @param main the body of the first coroutine
   * @return what main returned
   * @throws DeadlockException if the simulation cannot go on; its coroutines are cancelled
   * @throws Exception what main threw
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public static <T extends @Nullable Object> T simulate(long seed, Callable<? extends T> main)
      throws Exception {
    return simulate(seed, OUTSIDE_LIMIT, main);
  }

  /**
   * As {@link #simulate(long, Callable)}, for a body that returns nothing.
   *
   * @param seed decides the schedule
   * @param main the body of the first coroutine
   * @throws DeadlockException if the simulation cannot go on; its coroutines are cancelled
   * @throws Exception what main threw
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public static void simulate(long seed, Block main) throws Exception {
    var unused = simulate(seed, callable(main));
  }

  /**
   * As {@link #simulate(long, Callable)}, with a limit for what comes from outside of the loop: how
   * long, in real time, it may stand still because it waits for an {@link #offload} or a foreign
   * stage, or because a coroutine blocks its thread. Then the coroutines are cancelled; one that
   * does not give in within the same time is left behind.
   *
   * @param <T> what main returns
   * @param seed decides the schedule
   * @param outsideLimit the longest standstill; with zero or less it ends as soon as it is seen
   * @param main the body of the first coroutine
   * @return what main returned
   * @throws DeadlockException if the simulation cannot go on; its coroutines are cancelled
   * @throws Exception what main threw
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public static <T extends @Nullable Object> T simulate(
      long seed, Duration outsideLimit, Callable<? extends T> main) throws Exception {
    var simulation = new LoopSimulation(seed, requireNonNull(outsideLimit, "outsideLimit"));
    return new Loop(nextName(), simulation, null).runToEnd(main);
  }

  /**
   * As {@link #simulate(long, Duration, Callable)}, for a body that returns nothing.
   *
   * @param seed decides the schedule
   * @param outsideLimit the longest standstill; with zero or less it ends as soon as it is seen
   * @param main the body of the first coroutine
   * @throws DeadlockException if the simulation cannot go on; its coroutines are cancelled
   * @throws Exception what main threw
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public static void simulate(long seed, Duration outsideLimit, Block main) throws Exception {
    var unused = simulate(seed, outsideLimit, callable(main));
  }

  /**
   * Starts a loop that lives until it is closed.
   *
   * @param name for thread dumps and messages
   * @return the loop, with nothing to do
   */
  public static Loop start(String name) {
    return new Loop(requireNonNull(name, "name"), null, null);
  }

  /**
   * Starts a loop whose threads are made by a factory: for thread-locals that they inherit, or for
   * what else is to happen on each of them before and after its coroutine.
   *
   * {@snippet file="LoopSnippets.java" region="threads"}
   *
   * <p>The factory is asked once for each coroutine, also for those of a {@link TaskGroup}, by
   * whoever spawns it, and once here for the thread that runs callbacks; not for {@link #offload}.
   * It must return a new virtual thread that has not been started and that runs what it is given,
   * once. The thread's name and its uncaught-exception handler are then set by the loop. If it
   * returns anything else, {@code spawn} throws {@link IllegalStateException}, and if it throws,
   * {@code spawn} throws the same; nothing has been spawned then.
   *
   * @param name for thread dumps and messages
   * @param threads makes the threads, such as {@code Thread.ofVirtual().factory()}
   * @return the loop, with nothing to do
   * @throws IllegalStateException if the factory does not return a new virtual thread
   */
  public static Loop start(String name, ThreadFactory threads) {
    return new Loop(requireNonNull(name, "name"), null, requireNonNull(threads, "threads"));
  }

  private static String nextName() {
    return "loop-" + NUMBERS.incrementAndGet();
  }

  private <T extends @Nullable Object> T runToEnd(Callable<? extends T> body) throws Exception {
    Loop here = current();
    String refusal = here != null ? "a coroutine of " + here : EventLoops.whyNotPark();
    if (refusal != null) {
      throw new IllegalStateException(refusal + " may not run a loop");
    }
    var task = new Task<T>(this, null, "", "main", requireNonNull(body, "main"));
    coroutines.endWith(task);
    task.start();
    boolean interrupted = waitForEnd(task);
    DeadlockException deadlock = coroutines.deadlock();
    Throwable failure = task.failure();
    if (deadlock != null) {
      if (failure != null && !task.isCancelled()) {
        deadlock.addSuppressed(failure);
      }
      throw deadlock;
    }
    if (failure != null) {
      if (failure instanceof Error error) {
        throw error;
      }
      throw interrupted && failure.getCause() == null && task.isCancelled()
          ? new InterruptedException(this + ": interrupted before main began")
          : thrown(failure);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return task.value();
  }

  /** Waits until this loop has ended, or does not go on; returns whether an interrupt came. */
  private boolean waitForEnd(Task<?> main) {
    var standstill = simulation == null ? null : new LoopStandstill(this, simulation);
    boolean interrupted = false;
    for (boolean over = false; !over; ) {
      try {
        Wait<?> end = ended.whenSet();
        over = (standstill == null ? end.await() : end.await(standstill.pause())) == null;
      } catch (TimeoutException e) {
        over = standstill != null && standstill.isForGood();
      } catch (InterruptedException e) {
        interrupted = true;
        main.giveUp(WaitGiveUp.interrupt());
      }
    }
    return interrupted;
  }

  /** What main has thrown itself, as far as it can be thrown. */
  private static Exception thrown(Throwable failure) {
    boolean wraps =
        failure instanceof CancellationException
            || (failure instanceof CompletionException
                && failure.getCause() instanceof CancellationException);
    if (wraps && failure.getCause() instanceof Exception e) {
      return e;
    }
    return failure instanceof Exception e ? e : new CompletionException(failure);
  }

  /**
   * The loop that this code runs on.
   *
   * @return the loop whose coroutine or callback calls this, or null
   */
  public static @Nullable Loop current() {
    LoopCoroutine me = LoopCoroutine.current();
    return me == null ? null : me.loop;
  }

  // ---- coroutines

  /**
   * Adds a coroutine. It begins when its turn comes, after all that are ready now.
   *
   * @param <T> what the body returns
   * @param body what the coroutine does
   * @return the coroutine's end
   * @throws RejectedExecutionException if the loop has ended, or is about to
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Task<T> spawn(Callable<? extends T> body) {
    return begin(null, body);
  }

  /**
   * Adds a coroutine that has a name. It begins when its turn comes, after all that are ready now.
   *
   * @param <T> what the body returns
   * @param name for thread dumps and messages
   * @param body what the coroutine does
   * @return the coroutine's end
   * @throws RejectedExecutionException if the loop has ended, or is about to
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Task<T> spawn(String name, Callable<? extends T> body) {
    return begin(requireNonNull(name, "name"), body);
  }

  private <T extends @Nullable Object> Task<T> begin(
      @Nullable String taskName, Callable<? extends T> body) {
    var task = new Task<T>(this, null, "", taskName, requireNonNull(body, "body"));
    task.start();
    return task;
  }

  /**
   * As {@link #spawn(Callable)}, for a body that returns nothing.
   *
   * @param body what the coroutine does
   * @return the coroutine's end
   * @throws RejectedExecutionException if the loop has ended, or is about to
   */
  @CanIgnoreReturnValue
  public Task<@Nullable Void> spawn(Block body) {
    return spawn(callable(body));
  }

  /**
   * As {@link #spawn(String, Callable)}, for a body that returns nothing.
   *
   * @param name for thread dumps and messages
   * @param body what the coroutine does
   * @return the coroutine's end
   * @throws RejectedExecutionException if the loop has ended, or is about to
   */
  @CanIgnoreReturnValue
  public Task<@Nullable Void> spawn(String name, Block body) {
    return spawn(name, callable(body));
  }

  static Callable<@Nullable Void> callable(Block block) {
    requireNonNull(block, "body");
    return () -> {
      block.run();
      return null;
    };
  }

  int nextId() {
    return ids.incrementAndGet();
  }

  void start(LoopCoroutine c) {
    if (coroutines.isEnding() || !baton.add(c)) {
      throw rejected();
    }
  }

  private RejectedExecutionException rejected() {
    return new RejectedExecutionException(this + " takes nothing more");
  }

  /**
   * Lets the current coroutine wait for some time, on its loop's clock. Other coroutines run
   * meanwhile. On a thread that is no coroutine, the thread waits.
   *
   * @param time how long; zero or less only lets the others have their turn
   * @throws InterruptedException if interrupted or cancelled
   * @throws IllegalStateException in a callback, or on an event loop's thread
   */
  public static void sleep(Duration time) throws InterruptedException {
    String refusal = EventLoops.whyNotPark();
    if (refusal != null) {
      throw new IllegalStateException(refusal + " may not sleep");
    }
    if (Deadline.nanos(time) > 0) {
      var unused = LoopAlarm.start(current(), time).await();
    } else if (Thread.interrupted()) {
      throw new InterruptedException();
    } else {
      yieldNow();
    }
  }

  /**
   * Lets all coroutines and callbacks that are ready now have their turn. On a thread that is no
   * coroutine this is {@link Thread#yield}.
   *
   * @throws IllegalStateException in a callback
   */
  @SuppressWarnings("ThreadPriorityCheck") // on a thread there is nothing else to hint to
  public static void yieldNow() {
    LoopCoroutine me = LoopCoroutine.current();
    if (me == null) {
      Thread.yield();
      return;
    }
    String refusal = me.whyNotPark();
    if (refusal != null) {
      throw new IllegalStateException(refusal + " may not yield");
    }
    me.yieldNow();
  }

  // ---- callbacks, timers, work elsewhere

  /**
   * Runs a callback on this loop, between two coroutines, after all that are ready now. From any
   * thread. A callback may not wait. What it throws is logged.
   *
   * @param callback what to run
   * @throws RejectedExecutionException if the loop has ended, or is about to: once main has
   *     returned or {@link #close} was called
   */
  @Override
  public void execute(Runnable callback) {
    requireNonNull(callback, "callback");
    if (coroutines.isEnding() || !post(callback)) {
      throw rejected();
    }
  }

  /**
   * A timer on this loop's clock.
   *
   * @param delay how long from now; with zero or less the wait is complete at once
   * @return a wait that completes when the time has passed; giving it up cancels the timer
   * @throws RejectedExecutionException if the loop has ended
   */
  public Wait<@Nullable Void> after(Duration delay) {
    requireNonNull(delay, "delay");
    if (ended.isSet()) {
      throw rejected();
    }
    return LoopAlarm.start(this, delay);
  }

  /**
   * Does blocking work on a virtual thread of its own, which does not hold this loop up.
   *
   * {@snippet file="LoopSnippets.java" region="offload"}
   *
   * @param <T> what the work returns
   * @param blocking the work; it runs beside the loop, so it must not touch what coroutines share
   * @return a wait for what the work returns or throws; giving it up interrupts the work
   * @throws RejectedExecutionException if the loop has ended
   */
  public <T extends @Nullable Object> Wait<T> offload(Callable<? extends T> blocking) {
    requireNonNull(blocking, "blocking");
    if (ended.isSet()) {
      throw rejected();
    }
    return LoopOffload.start(this, blocking);
  }

  /**
   * As {@link #offload(Callable)}, for work that returns nothing.
   *
   * @param blocking the work
   * @return a wait for the end of the work
   * @throws RejectedExecutionException if the loop has ended
   */
  public Wait<@Nullable Void> offload(Block blocking) {
    return offload(callable(blocking));
  }

  /**
   * The time on this loop's clock. On a simulated loop it begins at 2000-01-01T00:00Z.
   *
   * @return the time
   */
  public Instant now() {
    return simulation == null ? Instant.now() : simulation.instant();
  }

  /**
   * Figures of this loop.
   *
   * @return how it is now
   */
  public LoopStats stats() {
    return new LoopStats(
        coroutines.size(),
        baton.ready(),
        baton.switches(),
        Duration.ofNanos(baton.longestHold()),
        simulation == null ? 0 : simulation.hash());
  }

  /**
   * Says who is told of a coroutine that failed while nobody watched its task: no thread awaited
   * it, and no function was attached to it. By default that is logged, with {@link System.Logger}
   * "toro". A cancelled task has not failed; a {@link TaskGroup} watches its tasks.
   *
   * @param handler is given the task and what it failed with; runs as a callback of this loop
   */
  public void onFailure(BiConsumer<Task<?>, Throwable> handler) {
    onFailure = requireNonNull(handler, "handler");
  }

  /**
   * From now on, logs whoever holds this loop for longer than the limit, as a warning with {@link
   * System.Logger} "toro": its name, how long it has held the loop, the line, and the whole stack.
   *
   * <p>As {@link #watch(Duration, Consumer)}, with a handler that logs.
   *
   * @param limit the longest time that is fine, positive
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  public void watch(Duration limit) {
    watch(limit, LoopHeld::log);
  }

  /**
   * From now on, reports whoever holds this loop for longer than the limit: a coroutine that blocks
   * its thread, or that computes for long without letting the others run, or such a callback.
   *
   * {@snippet file="LoopSnippets.java" region="watch-handler"}
   *
   * <p>A daemon thread looks four times in every limit, but no more than a thousand times a second,
   * and at least once a second. So a hold is reported soon after the limit, while it lasts; and
   * once, however long it lasts. One that ends within the limit is not reported, and neither is a
   * coroutine whose turn has come but that does not get a processor. The time is real time, also on
   * a simulated loop. Calling this again replaces limit and handler. The thread ends with the loop.
   *
   * @param limit the longest time that is fine, positive
   * @param handler is told; runs on the thread that watches, and while it runs nothing is watched;
   *     what it throws is logged
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  public void watch(Duration limit, Consumer<? super LoopHeld> handler) {
    var next = new LoopWatchdog(this, limit, requireNonNull(handler, "handler"));
    LoopWatchdog previous = watchdog;
    watchdog = next;
    if (previous != null) {
      previous.wake();
    }
    next.start();
  }

  // ---- the end

  /**
   * Ends this loop: cancels its coroutines and waits until they have returned. Idempotent.
   *
   * @throws IllegalStateException if called on this loop itself, or where one may not wait
   */
  @Override
  public void close() {
    if (current() == this) {
      throw new IllegalStateException(this + " cannot be closed from inside");
    }
    String refusal = EventLoops.whyNotPark();
    if (refusal != null) {
      throw new IllegalStateException(refusal + " may not wait for the end of " + this);
    }
    coroutines.end();
    var unused = ended.whenSet().join();
  }

  @Override
  public String toString() {
    String ending = coroutines.isEnding() ? "ending, " : "";
    String state = ended.isSet() ? "ended" : ending + coroutines.size() + " alive";
    return "Loop[" + name + ", " + state + "]";
  }

  // ---- for the rest of the library, from any thread

  /** An entry that runs between two coroutines. */
  record Callback(Runnable body) {}

  String name() {
    return name;
  }

  @Override
  WaitTimer clock() {
    return clock;
  }

  /** Who has to watch this loop now. */
  @Nullable LoopWatchdog watchdog() {
    return ended.isSet() ? null : watchdog;
  }

  /** Runs a callback on this loop; false if it has ended. */
  @Override
  boolean post(Runnable callback) {
    return baton.add(new Callback(callback));
  }

  /** Runs the functions that hang on a settled wait on this loop; false if it has ended. */
  @Override
  boolean adopt(Wait<?> settled) {
    return baton.add(settled);
  }

  /** Work outside has begun on which coroutines may wait: virtual time is paused. */
  @Override
  void pauseTime() {
    if (simulation != null) {
      simulation.pauseTime();
    }
  }

  /** It has ended, and its result has arrived here. */
  @Override
  void resumeTime() {
    if (simulation != null) {
      simulation.resumeTime();
      baton.add(LoopBaton.WAKE_UP);
    }
  }

  /** A permit is asked for on this loop. */
  @Override
  void requested(Waiter<?> permit) {
    if (simulation != null) {
      simulation.report.requested(permit, LoopCoroutine.current());
    }
  }

  // ---- by the holder of the baton

  /** The last one has left, and nothing is taken any more. */
  void terminated() {
    ended.set();
    LoopWatchdog watching = watchdog;
    if (watching != null) {
      watching.wake();
    }
  }

  /** Runs an entry between two coroutines. */
  void call(Object entry) {
    try {
      if (entry instanceof Wait<?> settled) {
        Trampoline.fireAll(settled);
      } else {
        ((Callback) entry).body().run();
      }
    } catch (Throwable failure) {
      log("a callback of " + this + " failed", failure);
    }
  }

  /** A coroutine has failed, and nobody watched it. */
  void failed(Task<?> task, Throwable failure) {
    if (!coroutines.isMain(task)) {
      post(() -> onFailure.accept(task, failure));
    }
  }

  private static void logFailure(Task<?> task, Throwable failure) {
    log(task + " failed, and nobody awaits it", failure);
  }

  static void log(String what, Throwable failure) {
    LOG.log(Level.WARNING, what, failure);
  }
}

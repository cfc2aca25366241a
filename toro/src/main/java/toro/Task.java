package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine's end: what {@link Loop#spawn} and {@link TaskGroup#spawn} return.
 *
 * {@snippet file="LoopSnippets.java" region="task"}
 *
 * <p>A task is done only when its body has returned. It then has the body's value or failure. It is
 * cancelled only if it had been asked to end and the body then threw {@link InterruptedException}
 * or {@link CancellationException}; a body that throws one of these though nobody had asked, such
 * as that of somebody else's future, has failed.
 *
 * <p><b>Cancellation.</b> {@link #cancel} and a limit ({@link #within}, {@link #by}), called on the
 * task itself, interrupt the coroutine where it awaits, now or next. They return at once; the task
 * ends when the body does. If the body answers with {@code InterruptedException} or {@code
 * CancellationException}, the task ends as was asked for first: cancelled, or with {@link
 * java.util.concurrent.TimeoutException}. A body that catches the interrupt and goes on ends as it
 * likes, and may be interrupted again. A body that has not begun then never runs, and the task ends
 * at once.
 *
 * <p>Stages derived from a task, waits for several, and other threads' limits and interrupts while
 * they await it never interrupt it.
 *
 * <p><b>Memory.</b> What the coroutine did happens-before what is done with the task's outcome.
 *
 * @param <T> what the body returns
 */
public final class Task<T extends @Nullable Object> extends Waiter<T> {
  /*
   * Overview.
   *
   *      NEW ──its turn──▶ BEGUN ──the body returns──▶ settled
   *       └──given up──▶ NEVER, settled
   *
   * I1. One receiver is counted for the coroutine itself, so that others who leave are never the
   *     last, and so never give the task up.
   * I2. `wanted` is the first attempt to give the task up.
   */
  private static final int NEW = 0;
  private static final int BEGUN = 1;
  private static final int NEVER = 2;
  private static final VarHandle PHASE;
  private static final VarHandle WANTED;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** The tasks of threads that are no coroutines. */
  private static final ThreadLocal<@Nullable Task<?>> ON_THIS_THREAD = new ThreadLocal<>();

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PHASE = lookup.findVarHandle(Task.class, "phase", int.class);
      WANTED = lookup.findVarHandle(Task.class, "wanted", WaitGiveUp.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final @Nullable TaskGroupState group;
  private final @Nullable LoopCoroutine coroutine; // one of the two runs the body
  private final @Nullable Thread thread;
  private @Nullable Callable<? extends T> body; // by the coroutine
  private @Nullable T result; // by the coroutine, before the outcome
  private volatile int phase; // by any thread, with compare-and-set
  private volatile @Nullable WaitGiveUp wanted; // by any thread, with compare-and-set, once (I2)

  /** A coroutine of the loop, or, without one, a virtual thread; to be started. */
  Task(
      @Nullable Loop loop,
      @Nullable TaskGroupState group,
      String prefix,
      @Nullable String name,
      Callable<? extends T> body) {
    super(loop);
    this.group = group;
    this.body = body;
    if (loop == null) {
      this.name = prefix + (name == null ? "task-" + NUMBERS.incrementAndGet() : name);
      this.coroutine = null;
      this.thread = Thread.ofVirtual().name(this.name).unstarted(this::runAlone);
    } else {
      int id = loop.nextId();
      this.name = prefix + (name == null ? "coroutine-" + id : name);
      this.coroutine = new LoopCoroutine(loop, this, id, this.name);
      this.thread = null;
    }
    enter(); // I1: for the coroutine itself
  }

  /**
   * The name given to it, which is also its thread's; before it, if it has one, that of its group.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /** The task of the coroutine or thread that this is, if one began it. */
  static @Nullable Task<?> current() {
    LoopCoroutine me = LoopCoroutine.current();
    return me == null ? ON_THIS_THREAD.get() : me.task;
  }

  // ---- running

  /** Makes it ready. */
  void start() {
    if (coroutine != null) {
      coroutine.loop.start(coroutine);
    } else if (thread != null) {
      thread.start();
    }
  }

  /** NEW to BEGUN. */
  boolean begin() {
    return PHASE.compareAndSet(this, NEW, BEGUN);
  }

  private void runAlone() {
    if (begin()) {
      ON_THIS_THREAD.set(this);
      run();
    }
  }

  /** Runs the body, which has begun, to its end. */
  void run() {
    Callable<? extends T> work = body;
    body = null;
    Throwable thrown = null;
    try {
      result = work == null ? null : work.call();
    } catch (Throwable e) {
      thrown = e;
    }
    WaitGiveUp attempt = thrown != null && isCancel(thrown) ? asked() : null;
    if (thrown == null) {
      finish(GRANTED, List.of());
    } else if (attempt != null) {
      gaveIn(attempt, thrown);
    } else { // a CancellationException is wrapped, as by any future: else the task were cancelled
      boolean wraps = thrown instanceof CancellationException;
      finish(wraps ? new CompletionException(thrown) : thrown, List.of(thrown));
    }
  }

  /** Who asked it to end, if anybody did: of this task, or of the whole group. */
  private @Nullable WaitGiveUp asked() {
    WaitGiveUp attempt = wanted;
    return attempt == null && group != null && group.isCancelled() ? WaitGiveUp.cancel() : attempt;
  }

  /** The body threw what ends a body that was asked to end, perhaps with other failures in it. */
  private void gaveIn(WaitGiveUp attempt, Throwable thrown) {
    var failures = new ArrayList<>(TaskGroupFailures.suppressedIn(thrown));
    Throwable failure = failure(attempt.end);
    if (failure != null) {
      failures.addFirst(failure);
    } else if (attempt.end instanceof WaitGiveUp.Cancelled own && own.getCause() == null) {
      var unused = own.initCause(thrown);
    }
    finish(attempt.end, failures);
  }

  static boolean isCancel(Throwable thrown) {
    return thrown instanceof InterruptedException || thrown instanceof CancellationException;
  }

  /** Ends; the failures are those that somebody has to be told of. */
  private void finish(Object end, List<Throwable> failures) {
    boolean watched = receivers() > 1 && failure(end) != null; // I1: one of them is its own
    if (group != null) {
      group.failing(failures);
    }
    settle(end);
    if (group != null) {
      group.ended(this);
    } else if (coroutine != null && !watched) {
      failures.forEach(failure -> coroutine.loop.failed(this, failure));
    }
  }

  /** The failure in an outcome, if it is one that whoever watches the task sees. */
  private static @Nullable Throwable failure(Object end) {
    return end instanceof Throwable t && !(t instanceof CancellationException) ? t : null;
  }

  // ---- giving up

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (isDone()) {
      return false;
    }
    boolean first = WANTED.compareAndSet(this, null, attempt);
    if (PHASE.compareAndSet(this, NEW, NEVER)) {
      body = null;
      WaitGiveUp asked = wanted;
      Object end = asked == null ? attempt.end : asked.end;
      Throwable failure = failure(end);
      finish(end, failure == null ? List.of() : List.of(failure));
      return first;
    }
    if (phase == BEGUN && !isDone()) {
      interrupt();
    }
    return first;
  }

  private void interrupt() {
    if (coroutine != null) {
      coroutine.interrupt();
    } else if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Interrupts the coroutine where it awaits, now or next.
   *
   * @param mayInterruptIfRunning ignored
   * @return false if the task has ended, and not as cancelled, or is about to end as somebody else
   *     has asked for; true otherwise, also if the body may yet go on
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean first = giveUp(WaitGiveUp.cancel());
    WaitGiveUp attempt = wanted;
    return first
        || isCancelled()
        || (!isDone() && attempt != null && attempt.end instanceof CancellationException);
  }

  /** Whether somebody wants it to end. */
  boolean isGivenUp() {
    return wanted != null;
  }

  @Override
  T grantedValue() {
    return cast(result);
  }

  @Override
  public String toString() {
    String state =
        isDone()
            ? isCancelled() ? "cancelled" : failure() == null ? "ended" : "failed"
            : phase == NEW ? "new" : "running";
    return "Task[" + name + ", " + state + "]";
  }
}

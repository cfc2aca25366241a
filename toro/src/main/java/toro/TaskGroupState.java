package toro;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The inside of a {@link TaskGroup}: who runs in it, and how it ends. */
final class TaskGroupState {
  /*
   * Overview.
   *
   *      OPEN, body runs ──body returns──▶ OPEN ──no task is left──▶ over
   *
   * Trio's nursery, on threads. Under `guard` there are only field accesses, and the interrupt of
   * the body: that must not come after the body has returned.
   *
   * I1. A task that has not ended is in `running` or, while as many run as the limit allows, in
   *     `waiting`. It leaves them in `ended`, which every task calls once, whether it ran or not.
   * I2. A task's failure is recorded before the task is seen to have ended; so it comes before the
   *     failure that it causes in a body which awaits that task.
   * I3. An interrupt that this group gave its body, and that the body did not notice, is taken back
   *     when the body returns; unless somebody further out wanted to interrupt as well.
   * I4. A cancellation that this group has asked for is no failure, but what is suppressed in it
   *     is: what went wrong while the body or task cleaned up, or in a group inside of it.
   * I5. `cancelled` is set before the first task is told; so what a task does because another one
   *     was told is done by a group that is cancelled.
   * I6. Where tasks are tolerated, none of their failures is recorded.
   * I7. Nothing here refers to a task that has ended, unless `ended()` was called before.
   */
  private static final ThreadLocal<@Nullable TaskGroupState> INNERMOST = new ThreadLocal<>();

  final @Nullable Loop loop = Loop.current();
  private final @Nullable LoopCoroutine coroutine = LoopCoroutine.current(); // runs the body, or
  private final Thread thread = Thread.currentThread(); // this does
  private final @Nullable TaskGroupState outer =
      INNERMOST.get(); // whose body runs on the same thread
  private final AsyncEvent allEnded = new AsyncEvent();
  private final Object guard = new Object();
  private final Set<Task<?>> running = new LinkedHashSet<>(); // under guard, like all below
  private final Set<Task<?>> waiting = new LinkedHashSet<>();
  private final TaskGroupFailures failures = new TaskGroupFailures();
  private final List<WaitTimer.Ticket> limits = new ArrayList<>(0);
  private final TaskGroupOptions options = new TaskGroupOptions();
  private @Nullable AsyncQueue<Task<?>> endedTasks;
  private int dropped; // how many tasks have ended before ended() was called
  private boolean bodyRuns = true;
  private boolean bodyInterrupted;
  private boolean cancelled; // also: failed
  private boolean over;

  // ---- the body

  /**
   * Runs the body in the group, and returns or throws when all tasks have ended too. A body that
   * gave in to a cancel of the group has no result; that matters only where one is needed.
   */
  <R extends @Nullable Object> R run(
      TaskGroup group, TaskGroup.BodyWithResult<R> body, boolean needsResult) throws Exception {
    R result = Wait.cast(null);
    Throwable thrown = null;
    INNERMOST.set(this);
    try {
      result = body.call(group);
    } catch (Throwable failure) {
      thrown = failure;
    }
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
    bodyReturned(thrown);
    boolean interrupted = waitForTasks();
    Throwable failure = close();
    if (interrupted && !(failure instanceof InterruptedException)) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw TaskGroupFailures.toThrow(failure);
    }
    if (thrown != null && needsResult) {
      var cancellation = new CancellationException(this + ": cancelled, its body has no result");
      var unused = cancellation.initCause(thrown);
      throw cancellation;
    }
    return result;
  }

  private void bodyReturned(@Nullable Throwable thrown) {
    boolean failed;
    boolean last;
    boolean wasInterrupted;
    synchronized (guard) {
      bodyRuns = false;
      wasInterrupted = bodyInterrupted;
      failed = thrown != null && !(cancelled && Task.isCancel(thrown));
      if (thrown != null) { // it may have gone wrong while it cleaned up: I4
        failures.addAll(failed ? List.of(thrown) : TaskGroupFailures.suppressedIn(thrown));
      }
      last = isLast();
    }
    if (wasInterrupted) { // by this group, whose body it does not concern any more: I3
      var unused = Thread.interrupted();
      if (isWantedOutside()) {
        thread.interrupt();
      }
    }
    if (failed) {
      cancel();
    }
    if (last) {
      allEnded.set();
    }
  }

  private boolean isWantedOutside() {
    Task<?> task = Task.current();
    boolean wanted = task != null && task.isGivenUp();
    for (TaskGroupState n = outer; n != null; n = n.outer) {
      synchronized (n.guard) {
        wanted |= n.cancelled;
      }
    }
    return wanted;
  }

  /** Waits until the last task has ended; returns whether an interrupt came. */
  private boolean waitForTasks() {
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        ended = allEnded.whenSet().await() == null;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(e);
      }
    }
    return interrupted;
  }

  /** Drops what is not needed any more; returns the first failure, with the others in it. */
  private @Nullable Throwable close() {
    Throwable first;
    AsyncQueue<Task<?>> queue;
    synchronized (guard) {
      queue = endedTasks;
      first = failures.first();
    }
    for (WaitTimer.Ticket ticket : limits) { // nobody adds to them any more
      ticket.cancel();
    }
    if (queue != null) {
      queue.close();
    }
    return first;
  }

  // ---- what is asked for

  void limit(int n) {
    synchronized (guard) {
      options.refuseOnceSpawned("limit(" + n + ")", this);
      options.limit = n;
    }
  }

  void tolerate() {
    synchronized (guard) {
      options.refuseOnceSpawned("tolerant()", this);
      options.tolerant = true;
    }
  }

  void around(TaskGroup.Around context) {
    synchronized (guard) {
      options.refuseOnceSpawned("around(context)", this);
      options.addContext(context);
    }
  }

  void setName(String name) {
    synchronized (guard) {
      options.name = name;
    }
    var unused = allEnded.named(name.isEmpty() ? "" : "end of " + name);
  }

  void within(Duration time) {
    long nanos = Deadline.nanos(time);
    WaitTimer clock = loop == null ? WaitTimer.realTime() : loop.clock();
    synchronized (guard) {
      if (over) {
        throw new IllegalStateException("within(" + time + ") after the end of " + show());
      }
      if (nanos > 0) {
        limits.add(clock.schedule(() -> expire(time), nanos));
      }
    }
    if (nanos == 0) {
      expire(time);
    }
  }

  private void expire(Duration time) {
    fail(new TimeoutException(this + ": not ended within " + time));
  }

  AsyncQueue<Task<?>> ended() {
    synchronized (guard) {
      AsyncQueue<Task<?>> queue = endedTasks;
      if (queue == null) {
        if (dropped > 0) {
          throw new IllegalStateException(
              "ended() after " + dropped + " tasks have ended unseen in " + show());
        }
        queue = AsyncQueue.<Task<?>>unbounded().named("ended tasks");
        if (over) {
          queue.close();
        }
        endedTasks = queue;
      }
      return queue;
    }
  }

  int waiting() {
    synchronized (guard) {
      return waiting.size();
    }
  }

  @Override
  public String toString() {
    synchronized (guard) {
      return show();
    }
  }

  /** Under the guard. */
  String show() {
    String named = options.name.isEmpty() ? "" : options.name + ", ";
    String state = over ? "ended" : cancelled ? "cancelled" : "open";
    String tasks = running.size() + " running" + Names.waiting(waiting.size());
    return "TaskGroup[" + named + state + ", " + tasks + "]";
  }

  // ---- tasks

  <T extends @Nullable Object> Task<T> spawn(@Nullable String name, Callable<? extends T> body) {
    Callable<? extends T> inside;
    String prefix;
    synchronized (guard) {
      inside = options.inside(body);
      prefix = options.prefix();
    }
    return add(new Task<T>(loop, this, prefix, name, inside));
  }

  private <T extends @Nullable Object> Task<T> add(Task<T> task) {
    boolean starts;
    boolean refused;
    synchronized (guard) {
      if (over) {
        throw new IllegalStateException("nothing can be spawned in " + show());
      }
      options.spawned = true;
      refused = cancelled;
      starts = running.size() < options.limit;
      (starts ? running : waiting).add(task);
    }
    if (refused) {
      task.giveUp(WaitGiveUp.cancel());
    } else if (starts) {
      try {
        task.start();
      } catch (Throwable e) { // the loop is about to end, or there is no memory for a thread
        task.giveUp(WaitGiveUp.cancel());
        throw e;
      }
    }
    return task;
  }

  /** A task is about to end with these failures (I2). */
  void failing(List<Throwable> those) {
    if (!those.isEmpty()) {
      synchronized (guard) {
        failures.addAll(options.tolerant ? List.of() : those); // I6
      }
    }
  }

  /** Whether everybody in it has been asked to end, or is about to be (I5). */
  boolean isCancelled() {
    synchronized (guard) {
      return cancelled;
    }
  }

  /** A task has ended, or was given up before it began (I1). */
  void ended(Task<?> task) {
    tell(task); // before it is seen to have left, as the queue is closed after the last one has
    Task<?> next = null;
    boolean failed;
    boolean last;
    synchronized (guard) {
      if (running.remove(task)) {
        next = nextInLine();
      } else {
        waiting.remove(task);
      }
      failed = !failures.isEmpty() && !cancelled;
      last = isLast();
    }
    if (failed) {
      cancel();
    }
    if (next != null) {
      begin(next);
    }
    if (last) {
      allEnded.set();
    }
  }

  private void tell(Task<?> task) {
    AsyncQueue<Task<?>> queue;
    synchronized (guard) {
      queue = endedTasks;
      if (queue == null) {
        dropped++; // I7: counted, not kept
      }
    }
    if (queue != null) {
      try {
        queue.offer(task);
      } catch (ClosedException e) { // by its user, who wants to know no more
      }
    }
  }

  private @Nullable Task<?> nextInLine() {
    var line = waiting.iterator();
    if (!line.hasNext()) {
      return null;
    }
    Task<?> next = line.next();
    line.remove();
    running.add(next);
    return next;
  }

  private void begin(Task<?> task) {
    try {
      task.start();
    } catch (RejectedExecutionException e) { // the loop is about to end
      task.giveUp(WaitGiveUp.cancel());
    } catch (Throwable e) {
      fail(e);
    }
  }

  private boolean isLast() {
    over |= !bodyRuns && running.isEmpty() && waiting.isEmpty();
    return over;
  }

  // ---- failing

  private void fail(Throwable failure) {
    synchronized (guard) {
      if (over) {
        return;
      }
      failures.add(failure);
    }
    cancel();
  }

  void cancel() {
    List<Task<?>> tasks;
    synchronized (guard) {
      cancelled = true;
      tasks = new ArrayList<>(waiting);
      tasks.addAll(running);
      if (bodyRuns && !bodyInterrupted) {
        bodyInterrupted = true;
        if (coroutine != null) {
          coroutine.interrupt();
        } else {
          thread.interrupt();
        }
      }
    }
    for (Task<?> task : tasks) {
      task.giveUp(WaitGiveUp.cancel());
    }
  }
}

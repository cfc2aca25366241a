package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A set of coroutines that ends when its last one ends.
 *
 * {@snippet file="LoopSnippets.java" region="group"}
 *
 * <p>{@link #run} gives a new group to its body, which spawns tasks in it; it returns when the body
 * and all tasks have ended. On a {@link Loop} the tasks are coroutines of that loop; elsewhere each
 * is a virtual thread.
 *
 * <p><b>Failures.</b> If the body fails, the tasks are cancelled. If a task fails, the other tasks
 * are cancelled and the body is interrupted where it awaits. When all have ended, {@code run}
 * throws the first failure, with later ones suppressed in it. A task that was cancelled has not
 * failed; but one that ends by a cancellation which nobody had asked it for has. What goes wrong
 * while the body or a task cleans up after a cancel is a failure too, also when it comes out of a
 * group inside, suppressed in an {@link InterruptedException}.
 *
 * <p><b>Cancellation.</b> An interrupt (or cancel) of whoever runs the group cancels all tasks;
 * then {@code run} throws {@link InterruptedException}, once they have ended. A task that never
 * ends keeps the group from ending. {@link #cancel} ends the group without a failure.
 *
 * <p><b>Memory.</b> What a task did happens-before {@code run} returns.
 */
public final class TaskGroup {
  private final TaskGroupState state = new TaskGroupState();

  /** What runs with a group and returns nothing. */
  @FunctionalInterface
  public interface Body {
    /**
     * Runs.
     *
     * @param group in which to spawn
     * @throws Exception which the group then fails with
     */
    void run(TaskGroup group) throws Exception;
  }

  /**
   * What runs with a group and returns a result.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  public interface BodyWithResult<R extends @Nullable Object> {
    /**
     * Runs.
     *
     * @param group in which to spawn
     * @return the result
     * @throws Exception which the group then fails with
     */
    R call(TaskGroup group) throws Exception;
  }

  /** What runs the body of a task inside of a context. */
  @FunctionalInterface
  public interface Around {
    /**
     * Runs the body, once, on the current thread.
     *
     * @param body what the task does
     * @throws Exception what the body throws, or what is wrong with the context
     */
    void run(Block body) throws Exception;
  }

  private TaskGroup() {}

  // ---- running

  /**
   * Runs a body with a new group, and returns when it and all its tasks have ended.
   *
   * @param body spawns tasks in the group
   * @throws InterruptedException if interrupted or cancelled from outside; all tasks have ended
   * @throws TimeoutException if the time given to {@link #within} has passed
   * @throws Exception the first failure of the body or a task
   * @throws IllegalStateException in a callback or on an event loop's thread, which may not wait
   */
  public static void run(Body body) throws Exception {
    requireNonNull(body, "body");
    TaskGroup group = create();
    var unused =
        group.state.run(
            group,
            g -> {
              body.run(g);
              return null;
            },
            false);
  }

  /**
   * As {@link #run}, for a body that returns a result.
   *
   * @param <R> the result
   * @param body spawns tasks in the group
   * @return what the body returned
   * @throws InterruptedException if interrupted or cancelled from outside; all tasks have ended
   * @throws TimeoutException if the time given to {@link #within} has passed
   * @throws CancellationException if {@link #cancel} has interrupted the body
   * @throws Exception the first failure of the body or a task
   * @throws IllegalStateException in a callback or on an event loop's thread, which may not wait
   */
  public static <R extends @Nullable Object> R call(BodyWithResult<R> body) throws Exception {
    requireNonNull(body, "body");
    TaskGroup group = create();
    return group.state.run(group, body, true);
  }

  private static TaskGroup create() {
    String refusal = EventLoops.whyNotPark();
    if (refusal != null) {
      throw new IllegalStateException(refusal + " may not run a task group");
    }
    return new TaskGroup();
  }

  /**
   * Runs all of them at once, and returns their results in the order of the bodies. If one fails,
   * the others are cancelled.
   *
   * @param <T> the results
   * @param bodies what to run
   * @return the results, in order
   * @throws Exception the first failure
   * @throws IllegalStateException in a callback or on an event loop's thread, which may not wait
   */
  public static <T extends @Nullable Object> List<T> all(
      Collection<? extends Callable<? extends T>> bodies) throws Exception {
    return TaskGroupMany.all(bodies);
  }

  /**
   * Runs all of them at once, and returns the first result there is. The others are then cancelled,
   * and waited for; what they fail with is of no interest any more.
   *
   * {@snippet file="GroupSnippets.java" region="any"}
   *
   * @param <T> the results
   * @param bodies what to run
   * @return the result of the first that does not fail
   * @throws InterruptedException if interrupted or cancelled from outside; all have ended
   * @throws Exception if all have failed: the first failure, with the others suppressed in it
   * @throws IllegalArgumentException if there is none to run
   * @throws IllegalStateException in a callback or on an event loop's thread, which may not wait
   */
  public static <T extends @Nullable Object> T any(
      Collection<? extends Callable<? extends T>> bodies) throws Exception {
    return TaskGroupMany.any(bodies);
  }

  /**
   * Runs all of them at once, each to its end, whatever becomes of the others; then says how each
   * has ended.
   *
   * {@snippet file="GroupSnippets.java" region="settled"}
   *
   * @param <T> the results
   * @param bodies what to run
   * @return tasks that have ended, in the order of the bodies
   * @throws InterruptedException if interrupted or cancelled from outside; all have ended
   * @throws Exception what keeps the group from running them, such as a loop that is about to end
   * @throws IllegalStateException in a callback or on an event loop's thread, which may not wait
   */
  public static <T extends @Nullable Object> List<Task<T>> settled(
      Collection<? extends Callable<? extends T>> bodies) throws Exception {
    return TaskGroupMany.settled(bodies);
  }

  // ---- what the body may ask for

  /**
   * Lets at most so many tasks run at a time; the others begin, in order, as tasks end.
   *
   * @param n how many at most, positive
   * @return this group
   * @throws IllegalArgumentException if not positive
   * @throws IllegalStateException if a task has been spawned already
   */
  public TaskGroup limit(int n) {
    if (n <= 0) {
      throw new IllegalArgumentException("limit must be positive: " + n);
    }
    state.limit(n);
    return this;
  }

  /**
   * Gives the group so much time, on the clock of its loop: when that has passed, it fails with
   * {@link TimeoutException}. If called again, the shorter time counts.
   *
   * @param time how long from now; with zero or less it fails at once
   * @return this group
   * @throws IllegalStateException if the group has ended
   */
  public TaskGroup within(Duration time) {
    state.within(time);
    return this;
  }

  /**
   * Lets a task's failure be its own affair: the group neither fails nor cancels the others. To be
   * called first in the body. Who wants to know how a task has ended looks at the {@link Task}. The
   * body's own failure, which may come from a task that it awaits, and a limit fail the group as
   * ever.
   *
   * <p>So one keeps what is there when the time is over:
   *
   * {@snippet file="GroupSnippets.java" region="tolerant"}
   *
   * @return this group
   * @throws IllegalStateException if a task has been spawned already
   */
  public TaskGroup tolerant() {
    state.tolerate();
    return this;
  }

  /**
   * Runs each task inside of a context: of a logger, a tracer, a {@code ScopedValue}. A new thread
   * has none of what its parent has bound. To be called first in the body; if it is called again,
   * the later context is inside of the earlier.
   *
   * {@snippet file="GroupSnippets.java" region="around"}
   *
   * <p>A task ends as its body does: the context sees what the body throws, and cannot hide it.
   * What the context throws itself fails the task, or is suppressed in the body's failure. A
   * context that does not run the body once, on the thread on which it was called, fails the task
   * with {@link IllegalStateException}. A task that is cancelled before it begins runs neither.
   *
   * @param context what runs the body of each task
   * @return this group
   * @throws IllegalStateException if a task has been spawned already
   */
  public TaskGroup around(Around context) {
    state.around(requireNonNull(context, "context"));
    return this;
  }

  /**
   * Names this group, for {@link #toString} and messages, and the tasks that are spawned from now
   * on: in thread dumps, and by {@link Task#name}, the task {@code fetch} of the group {@code
   * crawl} is {@code crawl/fetch}.
   *
   * @param name any text
   * @return this group
   */
  public TaskGroup named(String name) {
    state.setName(requireNonNull(name, "name"));
    return this;
  }

  // ---- tasks

  /**
   * Adds a task. Never waits. In a group that has failed or was cancelled the task is cancelled
   * before it begins.
   *
   * @param <T> what the task returns
   * @param body what the task does
   * @return the task's end
   * @throws IllegalStateException if the group has ended
   * @throws RejectedExecutionException if the group's loop is about to end
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Task<T> spawn(Callable<? extends T> body) {
    return state.spawn(null, requireNonNull(body, "body"));
  }

  /**
   * Adds a task that has a name. Never waits.
   *
   * @param <T> what the task returns
   * @param name for thread dumps and messages
   * @param body what the task does
   * @return the task's end
   * @throws IllegalStateException if the group has ended
   * @throws RejectedExecutionException if the group's loop is about to end
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Task<T> spawn(String name, Callable<? extends T> body) {
    requireNonNull(name, "name");
    return state.spawn(name, requireNonNull(body, "body"));
  }

  /**
   * As {@link #spawn(Callable)}, for a body that returns nothing.
   *
   * @param body what the task does
   * @return the task's end
   * @throws IllegalStateException if the group has ended
   * @throws RejectedExecutionException if the group's loop is about to end
   */
  @CanIgnoreReturnValue
  public Task<@Nullable Void> spawn(Block body) {
    return spawn(Loop.callable(body));
  }

  /**
   * As {@link #spawn(String, Callable)}, for a body that returns nothing.
   *
   * @param name for thread dumps and messages
   * @param body what the task does
   * @return the task's end
   * @throws IllegalStateException if the group has ended
   * @throws RejectedExecutionException if the group's loop is about to end
   */
  @CanIgnoreReturnValue
  public Task<@Nullable Void> spawn(String name, Block body) {
    return spawn(name, Loop.callable(body));
  }

  /**
   * The tasks of this group as they end, whether with a value, failed, or cancelled. To be called
   * first in the body: a group that has not been asked for them keeps no task that has ended. All
   * callers share one queue, which is closed when the group has ended. It keeps each task until
   * somebody takes it. Here two of them suffice:
   *
   * {@snippet file="GroupSnippets.java" region="ended"}
   *
   * @return a queue of tasks that have ended
   * @throws IllegalStateException if called for the first time after a task has ended, which is
   *     forgotten by then
   */
  public AsyncQueue<Task<?>> ended() {
    return state.ended();
  }

  /**
   * Cancels all tasks, and interrupts the body where it awaits. The group then ends without a
   * failure, when they have ended.
   */
  public void cancel() {
    state.cancel();
  }

  /**
   * How many tasks wait now to begin, because as many as {@link #limit} allows are running.
   *
   * @return the number
   */
  public int waiting() {
    return state.waiting();
  }

  @Override
  public String toString() {
    return state.toString();
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Many bodies at once, each a task of a group of their own, and what becomes of them. */
final class TaskGroupMany {
  private TaskGroupMany() {}

  /** What each returns, in order; fails as the first of them that does. */
  static <T extends @Nullable Object> List<T> all(Collection<? extends Callable<? extends T>> all)
      throws Exception {
    var bodies = List.copyOf(all); // none is begun if one is null
    return TaskGroup.call(
        group -> {
          List<Task<T>> tasks = spawn(group, bodies);
          var results = new ArrayList<T>(tasks.size());
          for (Task<T> task : tasks) {
            results.add(task.await());
          }
          return Collections.unmodifiableList(results);
        });
  }

  /** What the first returns that does not fail; if all fail, fails as the first of them. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task that ended is looked at
  static <T extends @Nullable Object> T any(Collection<? extends Callable<? extends T>> any)
      throws Exception {
    var bodies = List.copyOf(any);
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("any() of no bodies: none can succeed");
    }
    return TaskGroup.call(
        group -> {
          AsyncQueue<Task<?>> ended = group.tolerant().ended();
          List<Task<T>> tasks = spawn(group, bodies);
          var failures = new TaskGroupFailures();
          for (int i = 0; i < tasks.size(); i++) {
            Task<?> task = ended.take().await();
            if (task.state() == Future.State.SUCCESS) {
              group.cancel();
              return Wait.cast(task.resultNow());
            }
            failures.add(requireNonNull(task.failure()));
          }
          throw TaskGroupFailures.toThrow(requireNonNull(failures.first()));
        });
  }

  /** All of them, in order, when each has ended in its own way. */
  static <T extends @Nullable Object> List<Task<T>> settled(
      Collection<? extends Callable<? extends T>> all) throws Exception {
    var bodies = List.copyOf(all);
    return TaskGroup.call(group -> Collections.unmodifiableList(spawn(group.tolerant(), bodies)));
  }

  private static <T extends @Nullable Object> List<Task<T>> spawn(
      TaskGroup group, List<? extends Callable<? extends T>> bodies) {
    var tasks = new ArrayList<Task<T>>(bodies.size());
    for (Callable<? extends T> body : bodies) {
      tasks.add(group.spawn(body));
    }
    return tasks;
  }
}

package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What the body of a task group has asked for. Everything here is under the group's guard. */
final class TaskGroupOptions {
  private final List<TaskGroup.Around> contexts = new ArrayList<>(0); // outermost first
  String name = "";
  int limit = Integer.MAX_VALUE;
  boolean tolerant;
  boolean spawned; // a task

  /** To be called before an option is set that holds for every task. */
  void refuseOnceSpawned(String call, TaskGroupState of) {
    if (spawned) {
      throw new IllegalStateException(call + " after the first spawn in " + of.show());
    }
  }

  void addContext(TaskGroup.Around context) {
    contexts.add(context);
  }

  /** The body of a task, which has the group's contexts around it. */
  <T extends @Nullable Object> Callable<? extends T> inside(Callable<? extends T> body) {
    Callable<? extends T> inside = body;
    for (TaskGroup.Around context : contexts.reversed()) {
      inside = new TaskGroupContext<T>(context, inside);
    }
    return inside;
  }

  /** What stands before the name of a task. */
  String prefix() {
    return name.isEmpty() ? "" : name + "/";
  }
}

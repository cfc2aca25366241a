package toro;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The body of a task inside of a context that the group's user has given. */
final class TaskGroupContext<T extends @Nullable Object> implements Callable<T> {
  /*
   * Overview.
   *
   *      NEW ──the context begins──▶ MAY_RUN ──it runs the body──▶ HAS_RUN ──it returns──▶ over
   *
   * I1. The body runs on the thread of the task, which its cancel interrupts, and inside of the
   *     context: `thread` is null before and after, so that any other call of it is refused.
   * I2. The body runs once. Each call that is refused fails the task, also if the context catches
   *     what it gets: `misuse` keeps it.
   * I3. How the body ends is how the task ends: a context can neither hide that a body has failed,
   *     nor that it gave in to a cancel. What goes wrong in the context after that is suppressed in
   *     it, and so it fails the group of a task that was cancelled, as any clean-up does.
   */
  private final TaskGroup.Around context;
  private final Callable<? extends T> body;
  private volatile @Nullable Thread thread; // by the task
  private volatile @Nullable IllegalStateException misuse; // by who calls the body, the first one
  private boolean hasRun; // these all: by the task
  private @Nullable T result;
  private @Nullable Throwable failure;

  TaskGroupContext(TaskGroup.Around context, Callable<? extends T> body) {
    this.context = context;
    this.body = body;
  }

  @Override
  public T call() throws Exception {
    Throwable thrown = null;
    thread = Thread.currentThread();
    try {
      context.run(this::runBody);
    } catch (Throwable e) {
      thrown = e;
    } finally {
      thread = null; // I1
    }
    Throwable end = end(thrown);
    if (end != null) {
      throw TaskGroupFailures.toThrow(end);
    }
    return Wait.cast(result);
  }

  private void runBody() throws Exception {
    if (thread != Thread.currentThread()) {
      throw misused("outside of it, on " + Thread.currentThread()); // I1
    }
    if (hasRun) {
      throw misused("twice"); // I2
    }
    hasRun = true;
    try {
      result = body.call();
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  private IllegalStateException misused(String how) {
    var refusal = new IllegalStateException("the context has run the body " + how + shown());
    if (misuse == null) {
      misuse = refusal;
    }
    return refusal;
  }

  private static String shown() {
    Task<?> task = Task.current();
    return task == null ? "" : ": " + task;
  }

  /** How the task ends, after its context has thrown this, or returned. */
  private @Nullable Throwable end(@Nullable Throwable thrown) {
    Throwable first = misuse != null ? misuse : failure;
    if (first == null) {
      return thrown != null || hasRun
          ? thrown
          : new IllegalStateException("the context has not run the body" + shown()); // I2
    }
    for (Throwable later : new @Nullable Throwable[] {failure, thrown}) {
      if (later != null && !isCausedBy(later, first)) { // I3
        first.addSuppressed(later);
      }
    }
    return first;
  }

  private static boolean isCausedBy(Throwable failure, Throwable origin) {
    int depth = 0; // causes may go in circles
    for (Throwable t = failure; t != null && depth < 100; t = t.getCause(), depth++) {
      if (t == origin) {
        return true;
      }
    }
    return false;
  }
}

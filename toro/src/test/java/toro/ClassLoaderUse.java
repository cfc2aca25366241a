package toro;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What an application does with the library, from threads that are not its own. */
final class ClassLoaderUse implements Consumer<ExecutorService> {
  @Override
  public void accept(ExecutorService pool) {
    try {
      pool.submit(ClassLoaderUse::attach).get(30, TimeUnit.SECONDS);
      boolean mayWait =
          pool.submit(() -> EventLoops.whyNotPark() == null).get(30, TimeUnit.SECONDS);
      if (mayWait) {
        pool.submit(ClassLoaderUse::waitFor).get(30, TimeUnit.SECONDS);
      }
      waitFor();
      letTheTimerEnd();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  /** Functions, on the thread that grants and elsewhere, and limits. */
  private static Object attach() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    lock.acquire().thenAccept(Permit::close);
    lock.acquire().within(Duration.ofDays(1)).thenAcceptAsync(Permit::close);
    held.close();
    AsyncQueue.unbounded().take().within(Duration.ofNanos(1)).exceptionally(failure -> null);
    return lock.with(() -> lock.acquire().within(Duration.ofNanos(1))).isDone();
  }

  /** Threads that park, loops and task groups. */
  private static Object waitFor() throws Exception {
    var queue = AsyncQueue.<String>unbounded();
    Thread.startVirtualThread(() -> queue.put("a"));
    queue.take().await();
    queue.put("b").await(Deadline.after(Duration.ofDays(1)));
    try {
      new AsyncEvent().whenSet().await(Duration.ofNanos(1));
    } catch (TimeoutException expected) {
      // nobody sets it
    }
    Loop.run(
        () -> {
          Loop.sleep(Duration.ofNanos(1));
          TaskGroup.run(group -> group.spawn(() -> queue.take().await()));
        });
    Loop.simulate(1, () -> Loop.sleep(Duration.ofDays(1)));
    TaskGroup.run(group -> group.spawn(() -> queue.put("c").await()));
    return queue.size();
  }

  /** The timer thread ends by itself, when it has been idle for some seconds: sooner, here. */
  private static void letTheTimerEnd() {
    WaitTimer.RealTime.INSTANCE.endWhenIdleFor(1);
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.value;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L10: no executor is chosen for the user; a function runs on the thread that granted the wait. */
@Timeout(60)
class ContinuationThreadTest {
  private final AsyncEvent event = new AsyncEvent();

  @Test
  void function_attachedAfterTheGrant_runsInlineOnTheAttachingThread() {
    event.set();
    Thread[] ran = {null};
    event.whenSet().thenRun(() -> ran[0] = Thread.currentThread());
    assertSame(Thread.currentThread(), ran[0]);
  }

  @Test
  void function_attachedBeforeTheGrant_runsInlineOnTheGrantingThread() throws Exception {
    Thread[] ran = {null};
    event.whenSet().thenRun(() -> ran[0] = Thread.currentThread());
    var granting =
        Probe.start(
            () -> {
              event.set();
              return ran[0];
            });
    assertSame(granting.thread(), granting.result());
  }

  @Test
  void function_everyPrimitive_runsBeforeTheGrantingCallReturns() {
    List<String> ran = new ArrayList<>();
    AsyncLock lock = new AsyncLock();
    Permit held = granted(lock.acquire());
    lock.acquire().thenRun(() -> ran.add("lock"));
    held.close();
    AsyncSemaphore semaphore = new AsyncSemaphore(0);
    semaphore.acquire().thenRun(() -> ran.add("semaphore"));
    semaphore.release();
    AsyncReadWriteLock readWrite = new AsyncReadWriteLock();
    Permit writing = granted(readWrite.acquireWrite());
    readWrite.acquireRead().thenRun(() -> ran.add("read"));
    writing.close();
    AsyncCondition condition = new AsyncCondition();
    condition.whenSignalled().thenRun(() -> ran.add("condition"));
    condition.signal();
    AsyncResult<String> result = new AsyncResult<>();
    result.whenDone().thenAccept(ran::add);
    result.set("result");
    AsyncQueue<String> queue = AsyncQueue.rendezvous();
    queue.take().thenAccept(ran::add);
    queue.put("queue");
    assertEquals(List.of("lock", "semaphore", "read", "condition", "result", "queue"), ran);
  }

  @Test
  void function_grantsFromInsideAFunction_runsAfterThatFunction() {
    List<String> order = new ArrayList<>();
    AsyncEvent second = new AsyncEvent();
    Wait<Void> wait = second.whenSet();
    wait.thenRun(() -> order.add("second"));
    event
        .whenSet()
        .thenRun(
            () -> {
              second.set();
              order.add("first, second is done: " + wait.isDone());
            });
    event.set();
    assertEquals(List.of("first, second is done: true", "second"), order);
  }

  @Test
  void function_parksInsideADelivery_runsTheQueuedOnesFirst() {
    AsyncEvent second = new AsyncEvent();
    AsyncEvent third = new AsyncEvent();
    second.whenSet().thenRun(third::set);
    Wait<String> first =
        event
            .whenSet()
            .thenApply(
                nothing -> {
                  second.set();
                  try {
                    third.whenSet().await(Duration.ofSeconds(20));
                    return "woken";
                  } catch (Exception e) {
                    return e.toString();
                  }
                });
    event.set();
    assertEquals("woken", granted(first));
  }

  @Test
  void async_withTheUsersExecutor_runsThere() {
    try (ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "users own"))) {
      Wait<String> ran =
          event.whenSet().thenApplyAsync(nothing -> Thread.currentThread().getName(), executor);
      event.set();
      assertEquals("users own", value(ran));
    }
  }

  @Test
  void async_usersExecutorRunsLate_isNotHurried() {
    List<Runnable> tasks = new ArrayList<>();
    Wait<String> ran = event.whenSet().thenApplyAsync(nothing -> "ran", tasks::add);
    event.set();
    assertEquals(1, tasks.size());
    Probe.assertPending(ran);
    tasks.getFirst().run();
    assertEquals("ran", granted(ran));
  }

  @Test
  void function_afterALimit_runsOnTheOneDaemonTimer() {
    CompletableFuture<Thread> first = failingThread();
    CompletableFuture<Thread> second = failingThread();
    Thread timer = value(first);
    assertTrue(timer.isDaemon());
    assertNotSame(Thread.currentThread(), timer);
    assertSame(timer, value(second));
  }

  private CompletableFuture<Thread> failingThread() {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    Wait<Void> wait = event.whenSet();
    wait.whenComplete((nothing, failure) -> ran.complete(Thread.currentThread()));
    wait.within(Duration.ofMillis(5));
    return ran;
  }

  @Test
  void function_givesUpInline_runsOnTheThreadThatGaveUp() {
    Thread[] ran = {null};
    Wait<Void> wait = event.whenSet();
    wait.whenComplete((nothing, failure) -> ran[0] = Thread.currentThread());
    assertTrue(wait.cancel(false));
    assertSame(Thread.currentThread(), ran[0]);
  }

  @Test
  void functions_ofSeveralWaiters_runInTheOrderOfTheLine() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      event.whenSet().thenRun(() -> order.add(number));
    }
    event.set();
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }
}

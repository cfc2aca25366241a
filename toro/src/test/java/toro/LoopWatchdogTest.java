package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Which hold is reported, and which not. The test itself looks, at the moments that matter, with
 * the shortest limit, so that no thread and no time decides what is seen.
 */
@Timeout(60)
class LoopWatchdogTest {
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private final LinkedBlockingQueue<LoopHeld> reports = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  private static Loop here() {
    return Loop.current();
  }

  /** A watchdog without its thread. */
  private LoopWatchdog byHand(Loop loop) {
    return new LoopWatchdog(loop, AT_ONCE, reports::add);
  }

  private static void lookTwice(LoopWatchdog dog) {
    dog.look();
    long seen = System.nanoTime();
    Eventually.until("time passes", () -> System.nanoTime() - seen > 10);
    dog.look();
  }

  @Test
  void coroutine_blocks_isReportedWithNameTimeAndLine() throws Exception {
    try (Loop loop = Loop.start("blocked")) {
      var here = new CompletableFuture<StackTraceElement>();
      var thread = new CompletableFuture<Thread>();
      Task<?> task =
          loop.spawn(
              "hog",
              () -> {
                thread.complete(Thread.currentThread());
                here.complete(new Throwable().getStackTrace()[0]);
                release.await();
              });
      Eventually.untilParked(Eventually.value(thread));
      long start = System.nanoTime();
      lookTwice(byHand(loop));
      long end = System.nanoTime();
      assertEquals(1, reports.size());
      LoopHeld held = reports.remove();
      assertSame(loop, held.loop());
      assertEquals("coroutine hog", held.holder());
      assertTrue(held.time().toNanos() > 0 && held.time().toNanos() < end - start, held::toString);
      StackTraceElement before = Eventually.value(here);
      assertEquals(before.getMethodName(), held.line().getMethodName());
      assertEquals(before.getLineNumber() + 1, held.line().getLineNumber());
      assertEquals(LoopWatchdogTest.class.getName(), held.line().getClassName());
      assertTrue(held.stack().size() > 3, () -> "" + held.stack());
      release.countDown();
      Eventually.value(task);
    }
  }

  @Test
  void hold_thatGoesOn_isReportedOnce() throws Exception {
    Loop.run(
        () -> {
          LoopWatchdog dog = byHand(here());
          lookTwice(dog);
          lookTwice(dog);
          assertEquals(1, reports.size());
          Loop.yieldNow(); // to nobody else; yet another hold
          assertEquals(1, reports.size());
          lookTwice(dog);
          lookTwice(dog);
          assertEquals(2, reports.size());
        });
  }

  @Test
  void coroutines_thatSwitch_areNotReported() throws Exception {
    Loop.run(() -> switches(byHand(here())));
  }

  @Test
  void coroutines_thatSwitchWhileTimeStandsStill_areNotReported() throws Exception {
    Loop.simulate(1, () -> switches(byHand(here())));
  }

  /** Looks once in each hold, with the time of a whole hold in between. */
  private void switches(LoopWatchdog dog) throws Exception {
    for (int i = 0; i < 100; i++) {
      dog.look(); // alone
      Loop.yieldNow();
    }
    TaskGroup.run(
        group -> {
          for (int c = 0; c < 3; c++) {
            group.spawn(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    dog.look();
                    Loop.yieldNow();
                  }
                });
          }
        });
    for (int i = 0; i < 100; i++) {
      here().execute(dog::look);
    }
    Loop.yieldNow();
    assertEquals(0, reports.size());
    lookTwice(dog);
    assertEquals(1, reports.size(), "it does look");
  }

  @Test
  void loop_thatIsIdle_isNotReported() throws Exception {
    try (Loop loop = Loop.start("idle")) {
      LoopWatchdog dog = byHand(loop);
      lookTwice(dog);
      var event = new AsyncEvent();
      Task<?> waiter = loop.spawn(() -> event.whenSet().await());
      Eventually.until("it waits", () -> loop.baton.holder() == null);
      lookTwice(dog);
      assertEquals(0, reports.size());
      event.set();
      Eventually.value(waiter);
      Eventually.value(loop.spawn(() -> lookTwice(dog)));
      assertEquals(1, reports.size(), "it does look");
    }
  }

  @Test
  void coroutine_thatGetsNoProcessor_isNotReported() throws Exception {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    try (Loop loop = Loop.start("starved")) {
      LoopWatchdog dog = byHand(loop);
      var event = new AsyncEvent();
      Task<?> waiter = loop.spawn(() -> event.whenSet().await());
      Eventually.until("it waits", () -> loop.baton.holder() == null);
      List<Thread> busy = new ArrayList<>();
      var spinning = new CountDownLatch(carriers);
      for (int i = 0; i < carriers; i++) {
        busy.add(
            Thread.startVirtualThread(
                () -> {
                  spinning.countDown();
                  while (release.getCount() > 0) {
                    Thread.onSpinWait();
                  }
                }));
      }
      try {
        assertTrue(spinning.await(30, TimeUnit.SECONDS));
        event.set(); // it holds the loop now, and is parked as yet
        LoopCoroutine holder = loop.baton.holder();
        assertNotNull(holder);
        lookTwice(dog);
        assertSame(holder, loop.baton.holder());
        assertEquals(0, reports.size());
      } finally {
        release.countDown(); // else the loop could not end either
      }
      busy.forEach(Eventually::join);
      Eventually.value(waiter);
      Eventually.value(loop.spawn(() -> lookTwice(dog)));
      assertEquals(1, reports.size(), "it does look");
    }
  }
}

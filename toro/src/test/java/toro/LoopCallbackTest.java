package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs on a loop and is no coroutine, and what holds a loop up. */
@Timeout(60)
class LoopCallbackTest {
  private final List<String> log = new ArrayList<>();

  private static Loop here() {
    return Loop.current();
  }

  @Test
  void execute_fromOtherThreads_runsOnTheLoopOneAtATime() throws Exception {
    int[] counter = {0};
    var wrong = new AtomicInteger();
    try (Loop loop = Loop.start("callbacks")) {
      var all = new CountDownLatch(40_000);
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < 10_000; i++) {
                        loop.execute(
                            () -> {
                              counter[0]++;
                              if (Loop.current() != loop) {
                                wrong.incrementAndGet();
                              }
                              all.countDown();
                            });
                      }
                    }));
      }
      threads.forEach(Eventually::join);
      assertTrue(all.await(30, TimeUnit.SECONDS));
    }
    assertEquals(40_000, counter[0]);
    assertEquals(0, wrong.get());
  }

  @Test
  void await_inACallback_isRefusedAndTakesNothing() throws Exception {
    var lock = new AsyncLock();
    Loop.run(
        () -> {
          Permit held = lock.acquire().await();
          var refused = new ArrayList<Throwable>();
          here()
              .execute(
                  () -> {
                    refused.add(assertThrows(IllegalStateException.class, lock.acquire()::await));
                    refused.add(assertThrows(IllegalStateException.class, lock.acquire()::join));
                    refused.add(
                        assertThrows(
                            IllegalStateException.class, () -> Loop.sleep(Duration.ofMillis(1))));
                    refused.add(assertThrows(IllegalStateException.class, Loop::yieldNow));
                    refused.add(
                        assertThrows(IllegalStateException.class, () -> TaskGroup.run(g -> {})));
                    refused.add(assertThrows(IllegalStateException.class, here()::close));
                  });
          Loop.yieldNow();
          assertEquals(6, refused.size());
          held.close();
          assertFalse(lock.isHeld());
        });
  }

  @Test
  void await_inAWithBody_isRefusedAlsoInline() throws Exception {
    var event = new AsyncEvent();
    Loop.run(
        () -> {
          var with =
              new AsyncLock()
                  .with(
                      () -> {
                        assertThrows(IllegalStateException.class, event.whenSet()::await);
                        return CompletableFuture.completedFuture("inline");
                      });
          assertEquals("inline", with.await());
        });
  }

  @Test
  void execute_callbackThrows_loopGoesOn() throws Exception {
    Loop.run(
        () -> {
          here()
              .execute(
                  () -> {
                    throw new IllegalStateException("a test's");
                  });
          here().execute(() -> log.add("next"));
          Loop.yieldNow();
        });
    assertEquals(List.of("next"), log);
  }

  // ---- blocking

  @Test
  void coroutine_blocksItsThread_holdsTheLoop() throws Exception {
    try (Loop loop = Loop.start("held")) {
      var blocked = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      loop.spawn(
          () -> {
            blocked.countDown();
            release.await();
            log.add("blocker");
          });
      assertTrue(blocked.await(30, TimeUnit.SECONDS));
      Task<?> other = loop.spawn(() -> log.add("other"));
      LockSupport.parkNanos(20_000_000);
      assertFalse(other.isDone());
      release.countDown();
      other.get(30, TimeUnit.SECONDS);
      assertEquals(List.of("blocker", "other"), log);
    }
  }

  @Test
  void offload_blockingWork_doesNotHoldTheLoop() throws Exception {
    Loop.run(
        () -> {
          var release = new CountDownLatch(1);
          Wait<String> offloaded =
              here()
                  .offload(
                      () -> {
                        release.await();
                        return Thread.currentThread().isVirtual() + " " + Loop.current();
                      });
          here().spawn(release::countDown);
          assertEquals("true null", offloaded.await());
        });
  }
}

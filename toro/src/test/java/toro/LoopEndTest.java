package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop refuses once it is about to end, and what it still does. */
@Timeout(60)
class LoopEndTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private final List<String> log = new ArrayList<>();

  /** A callback that posts itself for as long as it can. */
  private static final class Again implements Runnable {
    private final Loop loop;
    final AtomicInteger runs = new AtomicInteger();
    private volatile RejectedExecutionException refused; // by the loop

    Again(Loop loop) {
      this.loop = loop;
    }

    @Override
    public void run() {
      runs.incrementAndGet();
      try {
        loop.execute(this);
      } catch (RejectedExecutionException e) {
        refused = e;
      }
    }
  }

  @Test
  void callback_thatPostsItself_endsWithMain() throws Exception {
    Again again =
        Loop.run(
            () -> {
              var posted = new Again(Loop.current());
              Loop.current().execute(posted);
              Loop.yieldNow();
              return posted;
            });
    assertTrue(again.runs.get() > 0);
    assertTrue(again.refused.getMessage().contains("ending"), again.refused.getMessage());
  }

  @Test
  void callback_thatPostsItselfOnASimulatedLoop_endsWithMain() throws Exception {
    Again again =
        Loop.simulate(
            1,
            () -> {
              var posted = new Again(Loop.current());
              Loop.current().execute(posted);
              Loop.yieldNow();
              return posted;
            });
    assertTrue(again.refused != null);
  }

  @Test
  void callback_thatPostsItself_endsWithClose() {
    Loop loop = Loop.start("posts");
    var again = new Again(loop);
    loop.execute(again);
    Eventually.until("it runs", () -> again.runs.get() > 0);
    loop.close();
    assertTrue(again.refused != null);
  }

  @Test
  void ending_newWork_isRefusedAndCleaningUpGoesOn() throws Exception {
    Loop.run(
        () -> {
          Loop loop = Loop.current();
          loop.spawn(
              () -> {
                try {
                  Loop.sleep(HOUR);
                } finally {
                  assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
                  assertThrows(RejectedExecutionException.class, () -> loop.spawn(() -> 1));
                  assertThrows(
                      RejectedExecutionException.class,
                      () -> TaskGroup.run(group -> group.spawn(() -> 1)));
                  log.add(loop.offload(() -> "offloaded").await());
                  log.add(loop.after(Duration.ofMillis(1)).thenApply(x -> "function").await());
                }
              });
          Loop.yieldNow();
        });
    assertEquals(List.of("offloaded", "function"), log);
  }

  @Test
  void functionOfAWait_grantedFromOutsideWhileTheLoopEnds_runsOnTheLoop() throws Exception {
    Loop loop = Loop.start("ends");
    var event = new AsyncEvent();
    var ran = new AtomicReference<Loop>();
    var cleaningUp = new CountDownLatch(1);
    var mayEnd = new AsyncEvent();
    var waits = new CountDownLatch(1);
    loop.spawn(
        () -> {
          event.whenSet().thenRun(() -> ran.set(Loop.current()));
          waits.countDown();
          try {
            Loop.sleep(HOUR);
          } finally {
            cleaningUp.countDown();
            mayEnd.whenSet().await();
          }
        });
    assertTrue(waits.await(30, TimeUnit.SECONDS));
    Thread closing = Thread.ofVirtual().start(loop::close);
    assertTrue(cleaningUp.await(30, TimeUnit.SECONDS));
    event.set();
    mayEnd.set();
    Eventually.join(closing);
    assertSame(loop, ran.get());
  }

  @Test
  void close_whereNobodyMayWait_isRefusedAndEndsNothing() throws Exception {
    try (Loop other = Loop.start("other")) {
      Loop.run(
          () -> {
            var refused = new ArrayList<Throwable>();
            Loop.current()
                .execute(
                    () -> refused.add(assertThrows(IllegalStateException.class, other::close)));
            Loop.yieldNow();
            assertEquals(1, refused.size());
          });
      assertEquals("still there", other.spawn(() -> "still there").join());
      assertNull(Loop.current());
    }
  }
}

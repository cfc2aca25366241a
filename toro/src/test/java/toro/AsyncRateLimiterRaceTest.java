package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alarm of a limiter against those who leave, resize, close and take: nobody is stuck. */
@Timeout(120)
class AsyncRateLimiterRaceTest {
  private static final Duration TICK = Duration.ofMillis(1);
  private static final int ROUNDS = 300;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  private static AsyncRateLimiter limiter(boolean isWindow) {
    return isWindow ? AsyncRateLimiter.window(2, TICK) : AsyncRateLimiter.bucket(2, TICK, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alarm_againstTheHeadThatLeaves_reachesTheNext(boolean isWindow) {
    var rate = limiter(isWindow);
    for (int i = 0; i < ROUNDS; i++) {
      var first = rate.acquire(2);
      var head = rate.acquire(2);
      var next = rate.acquire(1);
      first.join();
      second.start(i * 997 % 200_000, () -> head.cancel(false));
      next.join();
      second.await();
      assertEquals(0, rate.waiting());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alarm_againstResize_reachesAll(boolean isWindow) {
    var rate = limiter(isWindow);
    for (int i = 0; i < ROUNDS; i++) {
      var waits = Wait.allOf(rate.acquire(2), rate.acquire(2), rate.acquire());
      var period = i % 2 == 0 ? TICK.multipliedBy(2) : TICK.dividedBy(2);
      second.start(i * 997 % 200_000, () -> rate.resize(2, period));
      waits.join();
      second.await();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void alarm_againstClose_endsAll(boolean isWindow) {
    for (int i = 0; i < ROUNDS; i++) {
      var rate = limiter(isWindow);
      var first = rate.acquire(2);
      var next = rate.acquire(2);
      second.start(i * 997 % 200_000, rate::close);
      until("both have ended", () -> first.isDone() && next.isDone());
      second.await();
      assertTrue(rate.acquire().isCompletedExceptionally());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tryAcquire_againstTheAlarm_passesNobody(boolean isWindow) {
    var rate = limiter(isWindow);
    var taken = new AtomicInteger();
    for (int i = 0; i < ROUNDS; i++) {
      rate.acquire(2).join();
      var wait = rate.acquire(2);
      second.start(
          i * 997 % 200_000,
          () -> {
            if (rate.tryAcquire() && !wait.isDone()) {
              taken.incrementAndGet();
            }
          });
      wait.join();
      second.await();
    }
    assertEquals(0, taken.get());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyWhoComeAndLeave_goAtTheRate_andNobodyIsStuck(boolean isWindow) throws Exception {
    int perMilli = 50;
    var rate =
        isWindow
            ? AsyncRateLimiter.window(perMilli, TICK)
            : AsyncRateLimiter.bucket(perMilli, TICK, perMilli);
    var gone = new AtomicLong();
    long start = System.nanoTime();
    TaskGroup.run(
        group -> {
          for (int t = 0; t < 8; t++) {
            int id = t;
            group.spawn(
                () -> {
                  var random = new SplittableRandom(id);
                  for (int i = 0; i < 3_000; i++) {
                    int n = 1 + random.nextInt(3);
                    var wait = rate.acquire(n);
                    try {
                      switch (random.nextInt(5)) {
                        case 0 -> {
                          if (wait.cancel(false)) {
                            continue;
                          }
                        }
                        case 1 -> wait.within(Duration.ofNanos(random.nextInt(200_000))).join();
                        default -> wait.await();
                      }
                      gone.addAndGet(n);
                    } catch (CompletionException | CancellationException e) {
                      continue; // it was too late, and took nothing
                    }
                  }
                });
          }
        });
    double periods = (System.nanoTime() - start) / 1e6;
    assertTrue(gone.get() <= (periods + 2) * perMilli, () -> gone + " in " + periods + " ms");
    assertTrue(gone.get() > 1_000);
    assertEquals(0, rate.waiting());
    rate.acquire(perMilli).join();
  }

  @Test
  void waiter_ofAnotherThreadsLoop_isToldThere() throws Exception {
    var rate = limiter(false);
    Loop.run(
        () -> {
          for (int i = 0; i < 50; i++) {
            var thread = new AtomicLong();
            rate.acquire(2).thenRun(() -> thread.set(Loop.current() == null ? -1 : 1)).await();
            assertEquals(1, thread.get());
          }
          return null;
        });
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AsyncRateLimiterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000L;

  private interface Body {
    void run() throws Exception;
  }

  private static void simulate(Body body) throws Exception {
    Loop.simulate(
        1,
        () -> {
          body.run();
          return null;
        });
  }

  private static long now() {
    return Duration.between(Instant.parse("2000-01-01T00:00:00Z"), Loop.current().now()).toNanos();
  }

  private static Throwable failure(Wait<?> wait) {
    return assertThrows(CompletionException.class, wait::join).getCause();
  }

  // ---- a bucket

  @Test
  void bucket_thatIsFull_allowsABurstAndThenRefillsEvenly() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(10, SECOND, 3);
          List<Long> times = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            rate.acquire().await();
            times.add(now() / 1_000_000);
          }
          assertEquals(List.of(0L, 0L, 0L, 100L, 200L, 300L), times);
          Loop.sleep(Duration.ofHours(1)); // no more than a burst is kept
          assertTrue(rate.tryAcquire(3));
          assertFalse(rate.tryAcquire());
        });
  }

  /** Guava's and others' rates drift by what is rounded for each permit. */
  @Test
  void bucket_ofARateThatIsNoWholeNumber_isExactInTheLongRun() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(7, SECOND, 1);
          rate.acquire().await();
          for (int i = 0; i < 70_000; i++) {
            rate.acquire().await();
          }
          assertEquals(10_000 * NANOS, now());
        });
  }

  @Test
  void bucket_oneHourOfVirtualTime_isExact() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(100, SECOND, 100);
          for (int i = 0; i < 360_100; i++) {
            rate.acquire().await();
          }
          assertEquals(3600 * NANOS, now());
        });
  }

  @Test
  void bucket_ofLongPeriodsAndManyPermits_doesNotOverflow() throws Exception {
    simulate(
        () -> {
          var slow = AsyncRateLimiter.bucket(1, Duration.ofDays(365 * 146), 1);
          assertTrue(slow.tryAcquire());
          assertTrue(slow.delay(1).toDays() >= 365 * 145, () -> "" + slow.delay(1));
          var slower =
              AsyncRateLimiter.bucket(1, Duration.ofSeconds(Long.MAX_VALUE), 1_000_000_000);
          assertTrue(slower.tryAcquire(1_000_000_000));
          assertTrue(slower.delay(1_000_000_000).toDays() > 365 * 146);
          var fast = AsyncRateLimiter.bucket(1_000_000_000, Duration.ofNanos(1), 1_000_000_000);
          assertTrue(fast.tryAcquire(1_000_000_000));
          Loop.sleep(Duration.ofDays(365 * 100));
          assertTrue(fast.tryAcquire(1_000_000_000));
          assertFalse(slow.tryAcquire());
        });
  }

  // ---- a window

  /** bucket4j#2: 2,000 within an hour that was limited to 1,000. */
  @Test
  void window_whereverASpanBegins_neverLetsMoreThrough() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.window(1_000, Duration.ofHours(1));
          Loop.sleep(Duration.ofMinutes(59));
          assertTrue(rate.tryAcquire(1_000));
          Loop.sleep(Duration.ofMinutes(2));
          assertFalse(rate.tryAcquire());
          assertEquals(Duration.ofMinutes(58), rate.delay(1));
          rate.acquire().await();
          assertEquals(Duration.ofMinutes(119).toNanos(), now());
        });
  }

  // ---- against a model

  private static final class Taken {
    final long time;
    int count;

    Taken(long time, int count) {
      this.time = time;
      this.count = count;
    }
  }

  /** What went through, looked at span by span. */
  private static void checkSpans(Deque<Taken> taken, int permits, long nanos, long now) {
    while (!taken.isEmpty() && now - taken.getFirst().time >= nanos) {
      taken.removeFirst();
    }
    long inside = taken.stream().mapToLong(each -> each.count).sum();
    assertTrue(inside <= permits, () -> inside + " within a span, and not " + permits);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void window_randomSteps_isAsTheModel(long seed) throws Exception {
    simulate(
        () -> {
          var random = new SplittableRandom(seed);
          int permits = 1 + random.nextInt(20);
          long span = 1 + random.nextInt(1_000);
          var rate = AsyncRateLimiter.window(permits, Duration.ofNanos(span));
          Deque<Taken> taken = new ArrayDeque<>();
          for (int step = 0; step < 250_000; step++) {
            if (random.nextInt(3) == 0) {
              Loop.sleep(Duration.ofNanos(random.nextInt(200)));
            }
            int n = 1 + random.nextInt(permits);
            long now = now();
            checkSpans(taken, permits, span, now);
            boolean fits = taken.stream().mapToLong(each -> each.count).sum() + n <= permits;
            assertEquals(fits, rate.delay(n).isZero());
            if (random.nextInt(50) == 0) {
              long expected = now + rate.delay(n).toNanos();
              rate.acquire(n).await();
              assertEquals(expected, now());
              taken.add(new Taken(now(), n));
              checkSpans(taken, permits, span, now());
            } else {
              assertEquals(fits, rate.tryAcquire(n));
              if (fits) {
                taken.add(new Taken(now, n));
              }
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void bucket_randomSteps_isAsTheModel(long seed) throws Exception {
    simulate(
        () -> {
          var random = new SplittableRandom(seed);
          int permits = 1 + random.nextInt(20);
          long span = 1 + random.nextInt(1_000);
          int burst = 1 + random.nextInt(20);
          var rate = AsyncRateLimiter.bucket(permits, Duration.ofNanos(span), burst);
          long parts = burst * span; // of which a permit has `span`
          long filledAt = 0;
          for (int step = 0; step < 250_000; step++) {
            if (random.nextInt(3) == 0) {
              Loop.sleep(Duration.ofNanos(random.nextInt(200)));
            }
            int n = 1 + random.nextInt(burst);
            parts = filled(parts, now() - filledAt, permits, burst * span, span);
            filledAt = now();
            long missing = n * span - parts;
            long expected = missing <= 0 ? 0 : (missing + permits - 1) / permits;
            assertEquals(expected, rate.delay(n).toNanos());
            if (random.nextInt(50) == 0) {
              rate.acquire(n).await();
              assertEquals(filledAt + expected, now());
              parts = filled(parts, now() - filledAt, permits, burst * span, span) - n * span;
              filledAt = now();
            } else {
              assertEquals(expected == 0, rate.tryAcquire(n));
              parts -= expected == 0 ? n * span : 0;
            }
          }
        });
  }

  /** What comes in the nanosecond in which the bucket becomes full stays there. */
  private static long filled(long parts, long passed, int permits, long full, long span) {
    if (passed == 0) {
      return parts;
    }
    long more = parts + passed * permits;
    boolean isJustFull = parts < full && more - full < Math.min(permits, span);
    return more < full || isJustFull ? more : full;
  }

  // ---- the line

  @Test
  void line_isStrictlyFirstComeFirstServed_whateverTheAmounts() throws Exception {
    for (boolean isWindow : new boolean[] {false, true}) {
      simulate(
          () -> {
            var rate =
                isWindow
                    ? AsyncRateLimiter.window(10, SECOND)
                    : AsyncRateLimiter.bucket(10, SECOND, 10);
            assertTrue(rate.tryAcquire(10));
            List<Integer> order = new ArrayList<>();
            var large = rate.acquire(8).thenRun(() -> order.add(8));
            var small = rate.acquire(1).thenRun(() -> order.add(1));
            assertEquals(2, rate.waiting());
            Loop.sleep(Duration.ofMillis(500));
            assertFalse(rate.tryAcquire(), "somebody waits");
            Wait.allOf(large, small).await();
            assertEquals(List.of(8, 1), order);
            assertEquals((isWindow ? 1000 : 900) * 1_000_000L, now());
          });
    }
  }

  /** parseq#134: one that is cancelled lets the others start sooner. */
  @Test
  void head_thatLeaves_takesNothingAndAllMoveUp() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(10, SECOND, 10);
          assertTrue(rate.tryAcquire(10));
          var large = rate.acquire(10);
          var small = rate.acquire(1);
          assertEquals(Duration.ofMillis(1200), rate.delay(1));
          Loop.sleep(Duration.ofMillis(50));
          assertTrue(large.cancel(false));
          small.await();
          assertEquals(100 * 1_000_000L, now());
          Loop.sleep(Duration.ofMillis(150));
          var next = rate.acquire(10);
          var last = rate.acquire(1);
          Loop.sleep(Duration.ofMillis(500));
          assertFalse(last.isDone());
          next.cancel(false);
          assertTrue(last.isDone(), "there was enough for it");
        });
  }

  @Test
  void delay_countsThoseWhoWait() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.window(2, SECOND);
          List<Wait<Void>> waits = new ArrayList<>();
          List<Duration> delays = new ArrayList<>();
          for (int i = 0; i < 7; i++) {
            delays.add(rate.delay(1));
            waits.add(rate.acquire());
          }
          assertEquals(
              List.of(0L, 0L, 1L, 1L, 2L, 2L, 3L),
              delays.stream().map(Duration::toSeconds).toList());
          for (int i = 0; i < 7; i++) {
            waits.get(i).await();
            assertEquals(delays.get(i).toNanos(), now());
          }
        });
  }

  @Test
  void limit_ofAWaitThatIsTooShort_takesNothing() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(1, SECOND, 1);
          assertTrue(rate.tryAcquire());
          assertThrows(TimeoutException.class, () -> rate.acquire().await(Duration.ofMillis(999)));
          assertEquals(0, rate.waiting());
          rate.acquire().await(Duration.ofMillis(1));
          assertEquals(NANOS, now());
        });
  }

  @Test
  void turn_thatNobodyReceived_goesBack() throws Exception {
    simulate(
        () -> {
          for (boolean isWindow : new boolean[] {false, true}) {
            var rate =
                isWindow
                    ? AsyncRateLimiter.window(3, SECOND)
                    : AsyncRateLimiter.bucket(3, SECOND, 3);
            Deque<Runnable> later = new ArrayDeque<>();
            var stage = rate.acquire(3).thenRunAsync(() -> {}, later::add);
            assertFalse(rate.tryAcquire());
            assertTrue(stage.cancel(false));
            assertTrue(rate.tryAcquire(3));
          }
        });
  }

  @Test
  void manyWaiters_oneAfterTheOther_goInOrderAtTheRate() throws Exception {
    simulate(
        () -> {
          int many = 100_000;
          var rate = AsyncRateLimiter.bucket(1_000, SECOND, 1);
          var gone = new AtomicInteger();
          List<Wait<Void>> waits = new ArrayList<>();
          for (int i = 0; i < many; i++) {
            int place = i;
            waits.add(rate.acquire().thenRun(() -> assertEquals(place, gone.getAndIncrement())));
          }
          Wait.allOf(waits.toArray(Wait[]::new)).await();
          assertEquals(many, gone.get());
          assertEquals((many - 1) * 1_000_000L, now());
          assertEquals(0, rate.waiting());
        });
  }

  /** Else virtual time would go on by a day before it is seen that all wait for ever. */
  @Test
  void alarm_ofALineThatIsEmptyAgain_isForgotten() {
    var failure = assertThrows(DeadlockException.class, () -> Loop.simulate(2, this::waitForEver));
    assertTrue(failure.getMessage().contains("after PT0S"), failure::getMessage);
  }

  private Object waitForEver() throws Exception {
    var rate = AsyncRateLimiter.bucket(1, Duration.ofDays(1), 1);
    assertTrue(rate.tryAcquire());
    rate.acquire().cancel(false);
    new AsyncEvent().whenSet().await();
    return 1;
  }

  // ---- changing it

  @Test
  void resize_countsFromNowOn() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(1, SECOND, 10);
          assertTrue(rate.tryAcquire(10));
          var wait = rate.acquire(10);
          Loop.sleep(SECOND);
          rate.resize(9, SECOND);
          wait.await();
          assertEquals(2 * NANOS, now());
          var slow = rate.acquire(9);
          rate.resize(1, SECOND);
          slow.await();
          assertEquals(11 * NANOS, now());
        });
  }

  @Test
  void resize_ofAWindow_failsWhatCanNeverBeMet() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.window(10, SECOND).named("api");
          assertTrue(rate.tryAcquire(10));
          var large = rate.acquire(6);
          var small = rate.acquire(5);
          rate.resize(5, SECOND);
          assertInstanceOf(IllegalStateException.class, failure(large));
          small.await();
          assertEquals(NANOS, now());
          assertThrows(IllegalArgumentException.class, () -> rate.acquire(6));
        });
  }

  @Test
  void close_failsThoseWhoWaitAndWhoeverAsks() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(1, SECOND, 1).named("api");
          assertTrue(rate.tryAcquire());
          var wait = rate.acquire();
          var cause = new IllegalStateException("end");
          rate.close(cause);
          rate.close();
          assertSame(cause, assertInstanceOf(ClosedException.class, failure(wait)).getCause());
          assertInstanceOf(ClosedException.class, failure(rate.acquire()));
          assertThrows(ClosedException.class, rate::tryAcquire);
          assertTrue(rate.isClosed());
          assertTrue(rate.toString().startsWith("AsyncRateLimiter[api, closed]"), rate::toString);
        });
  }

  // ---- selects, real time, misuse

  @Test
  void select_takesATurnOrNothing() throws Exception {
    simulate(
        () -> {
          var rate = AsyncRateLimiter.bucket(1, SECOND, 1);
          var stop = new AsyncEvent();
          var turn = Clause.acquire(rate);
          var select = Select.ordered(Clause.whenSet(stop), turn);
          assertTrue(select.trySelect().is(turn));
          assertNull(select.trySelect());
          assertTrue(select.select().await().is(turn));
          assertEquals(NANOS, now());
          var wait = select.select();
          stop.set();
          assertEquals(0, wait.await().index());
          assertEquals(0, rate.waiting());
          rate.acquire().await();
          assertEquals(2 * NANOS, now());
        });
  }

  @Test
  void realTime_isNeverEarly() throws Exception {
    var rate = AsyncRateLimiter.bucket(1_000, SECOND, 1);
    long start = System.nanoTime();
    for (int i = 0; i < 51; i++) {
      rate.acquire().await();
    }
    assertTrue(System.nanoTime() - start >= 50_000_000);
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < 20; i++) {
                rate.acquire().join();
              }
            });
    thread.join();
    assertTrue(System.nanoTime() - start >= 70_000_000);
  }

  @Test
  void otherClock_isRefused() throws Exception {
    var real = AsyncRateLimiter.bucket(1, SECOND, 1);
    simulate(
        () -> {
          assertThrows(IllegalArgumentException.class, real::acquire);
          assertThrows(IllegalArgumentException.class, real::tryAcquire);
          assertThrows(IllegalArgumentException.class, () -> real.delay(1));
          assertThrows(IllegalArgumentException.class, () -> real.resize(1, SECOND));
        });
    assertTrue(real.tryAcquire());
    Loop.run(
        () -> {
          assertFalse(real.tryAcquire()); // a loop in real time has the same clock
          return null;
        });
  }

  @Test
  void misuse_isRefused() {
    for (int bad : new int[] {0, -1}) {
      assertThrows(IllegalArgumentException.class, () -> AsyncRateLimiter.bucket(bad, SECOND, 1));
      assertThrows(IllegalArgumentException.class, () -> AsyncRateLimiter.bucket(1, SECOND, bad));
      assertThrows(IllegalArgumentException.class, () -> AsyncRateLimiter.window(bad, SECOND));
      assertThrows(
          IllegalArgumentException.class,
          () -> AsyncRateLimiter.window(1, Duration.ofSeconds(bad)));
      var rate = AsyncRateLimiter.window(2, SECOND);
      assertThrows(IllegalArgumentException.class, () -> rate.acquire(bad));
      assertThrows(IllegalArgumentException.class, () -> rate.tryAcquire(bad));
      assertThrows(IllegalArgumentException.class, () -> rate.delay(bad));
      assertThrows(IllegalArgumentException.class, () -> rate.resize(bad, SECOND));
    }
    var rate = AsyncRateLimiter.window(2, SECOND).named("api");
    var failure = assertThrows(IllegalArgumentException.class, () -> rate.acquire(3));
    assertEquals(
        "AsyncRateLimiter[api]: 3 permits wanted, and there are never more than 2",
        failure.getMessage());
    assertThrows(IllegalArgumentException.class, () -> rate.tryAcquire(3));
    assertThrows(IllegalArgumentException.class, () -> rate.delay(3));
    assertTrue(rate.tryAcquire(2), "nothing was taken");
    assertThrows(NullPointerException.class, () -> rate.close(null));
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits for callback code: within, by, orTimeout, completeOnTimeout. */
@Timeout(60)
class WaitLimitTest {
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AsyncQueue<String> queue = AsyncQueue.unbounded();

  private void assertNoTakerIsLeft() {
    queue.put("a");
    assertEquals(1, queue.size());
  }

  @Test
  void within_limitPasses_failsWithTimeoutAndLeavesTheLine() {
    Wait<String> take = queue.take();
    assertInstanceOf(TimeoutException.class, failureOf(take.within(SHORT)));
    assertTrue(take.isDone());
    assertFalse(take.isCancelled());
    assertNoTakerIsLeft();
  }

  @Test
  void within_grantedInTime_hasTheValue() {
    Wait<String> take = queue.take().within(LONG);
    assertPending(take);
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void within_limitPassesAfterTheGrant_keepsTheValue() {
    queue.put("a");
    Wait<String> take = queue.take().within(SHORT);
    assertInstanceOf(TimeoutException.class, failureOf(queue.take().within(SHORT.multipliedBy(5))));
    assertEquals("a", granted(take));
  }

  @Test
  void within_zero_isATry() {
    assertInstanceOf(TimeoutException.class, failed(queue.take().within(Duration.ZERO)));
    assertNoTakerIsLeft();
    assertEquals("a", granted(queue.take().within(Duration.ZERO)));
  }

  @Test
  void within_negative_isATry() {
    assertInstanceOf(TimeoutException.class, failed(queue.take().within(Duration.ofMillis(-1))));
    assertNoTakerIsLeft();
    assertEquals("a", granted(queue.take().within(Duration.ofSeconds(Long.MIN_VALUE))));
  }

  @Test
  void await_deadlineInTheFuture_givesUpWhenItIsReached() {
    Deadline deadline = Deadline.after(SHORT);
    var failure = assertThrows(TimeoutException.class, () -> queue.take().await(deadline));
    assertTrue(failure.getMessage().contains("AsyncQueue"), failure.getMessage());
    assertTrue(deadline.isExpired());
    assertNoTakerIsLeft();
  }

  @Test
  void await_expiredDeadline_isATry() throws Exception {
    Deadline past = Deadline.after(Duration.ofSeconds(-1));
    assertThrows(TimeoutException.class, () -> queue.take().await(past));
    assertNoTakerIsLeft();
    assertEquals("a", queue.take().await(past));
  }

  @Test
  void await_untilADeadline_isServedBeforeIt() throws Exception {
    var taken = new CompletableFuture<String>();
    Wait<String> take = queue.take();
    Thread taker =
        Thread.startVirtualThread(
            () -> {
              try {
                taken.complete(take.await(Deadline.after(LONG)));
              } catch (Exception failure) {
                taken.completeExceptionally(failure);
              }
            });
    Eventually.untilParked(taker);
    queue.put("a");
    assertEquals("a", value(taken));
  }

  @Test
  void within_hugeLimit_neverFires() {
    Wait<String> take = queue.take().within(Duration.ofSeconds(Long.MAX_VALUE));
    assertPending(take);
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void within_twoLimits_theShorterDecides() {
    assertInstanceOf(TimeoutException.class, failureOf(queue.take().within(LONG).within(SHORT)));
    assertInstanceOf(TimeoutException.class, failureOf(queue.take().within(SHORT).within(LONG)));
    assertNoTakerIsLeft();
  }

  @Test
  void within_manyLimits_fireEachAndLeaveTheRestAlone() {
    List<Wait<String>> limited = new ArrayList<>();
    List<Wait<String>> unlimited = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      limited.add(queue.take().within(Duration.ofMillis(1 + i % 10)));
      unlimited.add(queue.take());
    }
    for (Wait<String> wait : limited) {
      assertInstanceOf(TimeoutException.class, failureOf(wait));
    }
    for (Wait<String> wait : unlimited) {
      assertPending(wait);
      queue.put("x");
      assertEquals("x", granted(wait));
    }
  }

  @Test
  void by_deadlineInTheFuture_failsWhenItIsReached() {
    Deadline deadline = Deadline.after(SHORT);
    Wait<String> first = queue.take().by(deadline);
    Wait<String> second = queue.take().by(deadline);
    assertInstanceOf(TimeoutException.class, failureOf(first));
    assertInstanceOf(TimeoutException.class, failureOf(second));
    assertTrue(deadline.isExpired());
    assertNoTakerIsLeft();
  }

  @Test
  void by_expiredDeadline_isATry() {
    Deadline deadline = Deadline.after(Duration.ZERO);
    assertInstanceOf(TimeoutException.class, failed(queue.take().by(deadline)));
    assertNoTakerIsLeft();
    assertEquals("a", granted(queue.take().by(deadline)));
  }

  @Test
  void by_grantedInTime_hasTheValue() {
    Wait<String> take = queue.take().by(Deadline.after(LONG));
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void orTimeout_limitPasses_failsWithTimeoutAndLeavesTheLine() {
    Wait<String> take = queue.take().within(Duration.ofMillis(2));
    assertInstanceOf(TimeoutException.class, failureOf(take));
    assertNoTakerIsLeft();
  }

  @Test
  void orTimeout_negative_isATry() {
    assertInstanceOf(
        TimeoutException.class,
        failureOf(queue.take().toCompletableFuture().orTimeout(-1, TimeUnit.SECONDS)));
    assertNoTakerIsLeft();
  }

  @Test
  void orTimeout_ofADerivedStage_leavesTheLine() {
    Wait<String> stage = queue.take().thenApply(item -> item + "!").within(Duration.ofMillis(2));
    assertInstanceOf(TimeoutException.class, failureOf(stage));
    until("the taker leaves the line", () -> !queue.toString().contains("waiting"));
    assertNoTakerIsLeft();
  }

  @Test
  void completeOnTimeout_ofItsFuture_givesUpThePlace() {
    Wait<String> take = queue.take();
    var future = take.toCompletableFuture().completeOnTimeout("absent", 2, TimeUnit.MILLISECONDS);
    assertEquals("absent", future.join());
    until("the wait ends", take::isCancelled);
    assertNoTakerIsLeft();
  }

  @Test
  void completeOnTimeout_grantedInTime_hasTheValue() {
    var future =
        queue.take().toCompletableFuture().completeOnTimeout("absent", 30, TimeUnit.SECONDS);
    queue.put("a");
    assertEquals("a", granted(future));
  }

  @Test
  void completeOnTimeout_ofALock_givesNoPermitOfIt() {
    AsyncLock lock = new AsyncLock();
    Permit held = granted(lock.acquire());
    Wait<Permit> second = lock.acquire();
    Permit outsider = granted(new AsyncLock().acquire());
    var future = second.toCompletableFuture();
    assertSame(outsider, future.completeOnTimeout(outsider, 2, TimeUnit.MILLISECONDS).join());
    until("the wait ends", second::isCancelled);
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void limits_null_throwNullPointerAndKeepThePlaceInLine() {
    Wait<String> take = queue.take();
    assertThrows(NullPointerException.class, () -> take.within(null));
    assertThrows(NullPointerException.class, () -> take.by(null));
    assertThrows(NullPointerException.class, () -> take.await((Duration) null));
    assertThrows(NullPointerException.class, () -> take.await((Deadline) null));
    assertThrows(NullPointerException.class, () -> take.get(1, null));
    assertThrows(NullPointerException.class, () -> Deadline.after(null));
    assertPending(take);
    queue.put("a");
    assertEquals("a", granted(take));
  }

  @Test
  void within_oneLimitPasses_theFallbackRunsOnce() {
    int[] fallbacks = {0};
    Wait<String> value =
        queue
            .take()
            .within(SHORT)
            .exceptionally(
                failure -> {
                  fallbacks[0]++;
                  return failure instanceof TimeoutException ? "fallback" : "wrong failure";
                });
    assertEquals("fallback", value(value));
    assertEquals(1, fallbacks[0]);
  }
}

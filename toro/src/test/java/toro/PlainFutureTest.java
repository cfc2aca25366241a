package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plain futures that consume waits: each is a receiver, so that nothing is had twice, and nothing
 * that somebody has goes back.
 */
@Timeout(60)
class PlainFutureTest {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncQueue<String> queue = AsyncQueue.unbounded();

  /** The ways in which a plain future gets at what a wait is for. */
  enum Plain {
    VIEW {
      @Override
      <T> CompletableFuture<T> of(Wait<T> wait) {
        return wait.toCompletableFuture();
      }
    },
    DERIVED {
      @Override
      <T> CompletableFuture<T> of(Wait<T> wait) {
        return wait.toCompletableFuture().thenApply(value -> value);
      }
    },
    COMPOSED {
      @Override
      <T> CompletableFuture<T> of(Wait<T> wait) {
        return CompletableFuture.completedFuture("x").thenCompose(x -> wait);
      }
    },
    COMBINED {
      @Override
      <T> CompletableFuture<T> of(Wait<T> wait) {
        return CompletableFuture.completedFuture("x").thenCombine(wait, (x, value) -> value);
      }
    },
    EITHER {
      @Override
      <T> CompletableFuture<T> of(Wait<T> wait) {
        return new CompletableFuture<T>().applyToEither(wait, value -> value);
      }
    },
    ANY_OF {
      @Override
      @SuppressWarnings("unchecked") // of one
      <T> CompletableFuture<T> of(Wait<T> wait) {
        return (CompletableFuture<T>) CompletableFuture.anyOf(wait.toCompletableFuture());
      }
    },
    ALL_OF {
      @Override
      <T> CompletableFuture<T> of(Wait<T> wait) {
        CompletableFuture<T> view = wait.toCompletableFuture();
        return CompletableFuture.allOf(view).thenApply(none -> view.join());
      }
    };

    abstract <T> CompletableFuture<T> of(Wait<T> wait);
  }

  /** A function that waits in an executor's queue and is given up: the others are the receivers. */
  private static void attachAndGiveUp(Wait<?> wait) {
    wait.thenRunAsync(() -> {}, task -> {}).cancel(false);
  }

  @ParameterizedTest
  @EnumSource
  void permit_thatAPlainFutureHas_isNotGivenToAnother(Plain plain) {
    Wait<Permit> wait = lock.acquire();
    Permit mine = plain.of(wait).join();
    attachAndGiveUp(wait);
    assertTrue(mine.isOpen());
    assertNull(lock.tryAcquire());
    mine.close();
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest
  @EnumSource
  void permit_grantedWhileAPlainFutureWaits_isNotGivenToAnother(Plain plain) {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    CompletableFuture<Permit> future = plain.of(wait);
    Wait<Void> stage = wait.thenRunAsync(() -> {}, task -> {});
    held.close();
    stage.cancel(false);
    assertTrue(granted(future).isOpen());
    assertNull(lock.tryAcquire());
  }

  @ParameterizedTest
  @EnumSource
  void item_thatAPlainFutureHas_isNotDeliveredAgain(Plain plain) {
    queue.offer("order 1");
    Wait<String> wait = queue.take();
    assertEquals("order 1", plain.of(wait).join());
    attachAndGiveUp(wait);
    assertNull(queue.poll());
  }

  @ParameterizedTest
  @EnumSource
  void item_thatWentBack_isNotHandedOutByAPlainFuture(Plain plain) {
    queue.offer("order 1");
    Wait<String> wait = queue.take();
    attachAndGiveUp(wait);
    assertEquals("order 1", queue.poll());
    CompletableFuture<String> future = plain.of(wait);
    assertTrue(future.isCompletedExceptionally());
    List<Throwable> seen = new ArrayList<>();
    assertEquals(
        "fallback",
        future
            .exceptionally(
                failure -> {
                  seen.add(failure);
                  return "fallback";
                })
            .join());
    Throwable failure = seen.getFirst();
    assertInstanceOf(
        CancellationException.class,
        failure instanceof CompletionException ? failure.getCause() : failure);
  }

  @ParameterizedTest
  @EnumSource
  void wait_underAPlainFuture_isNotGivenUpByALimitOfAnother(Plain plain) {
    var result = new AsyncResult<String>();
    Wait<String> wait = result.whenDone();
    CompletableFuture<String> future = plain.of(wait);
    assertThrows(TimeoutException.class, () -> wait.get(1, TimeUnit.MILLISECONDS));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, wait::await);
    wait.thenRun(() -> {}).cancel(false);
    assertFalse(wait.isDone());
    result.set("value");
    assertEquals("value", granted(future));
  }

  @Test
  void plainFutures_severalOfOneWait_allHaveIt() {
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    List<CompletableFuture<Permit>> all =
        Stream.of(Plain.values()).map(plain -> plain.of(wait)).toList();
    held.close();
    all.forEach(each -> assertSame(wait.join(), granted(each)));
  }

  @Test
  void view_joinedInAFunctionOfTheGrant_returns() throws Exception {
    var second = new AsyncLock();
    Permit first = lock.tryAcquire();
    Permit other = second.tryAcquire();
    CompletableFuture<Permit> view = second.acquire().toCompletableFuture();
    List<Object> got = new ArrayList<>();
    lock.acquire()
        .thenAccept(
            permit -> {
              other.close();
              try {
                got.add(view.get());
                got.add(view.get(Eventually.SECONDS, TimeUnit.SECONDS));
                got.add(view.join());
              } catch (Exception e) {
                got.add(e);
              }
            });
    first.close();
    assertEquals(List.of(view.join(), view.join(), view.join()), got);
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.shown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Tokens handed out with a lock and single signals, to takers that give up in every way: a signal
 * that got lost would leave somebody waiting beside a token.
 */
class ConditionStormTest {
  private static final int TAKERS = 40;
  private static final int TURNS = 300;

  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock.Condition changed = lock.newCondition();
  private int tokens; // with the lock held, like the counts below
  private int made;
  private int taken;

  @Test
  void condition_waitersGiveUpInEveryWay_noSignalIsLostAndFinallyHoldsTheLock() throws Exception {
    List<Future<?>> takers = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService functions = Executors.newFixedThreadPool(1);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService platform = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < TAKERS; i++) {
        takers.add((i % 10 == 0 ? platform : virtual).submit(() -> takeTurns(virtual, functions)));
      }
      Future<?> maker = virtual.submit(() -> make(over));
      try {
        for (Future<?> taker : takers) {
          taker.get(120, TimeUnit.SECONDS);
        }
      } finally {
        over.set(true);
      }
      maker.get(30, TimeUnit.SECONDS);
    }
    assertEquals(made, taken + tokens);
    assertTrue(taken > 0);
    assertFalse(lock.isHeld());
    assertEquals("Condition[of AsyncLock[free]]", shown(changed));
  }

  private Void make(AtomicBoolean over) throws InterruptedException {
    while (!over.get()) {
      try (Permit held = lock.acquire().await()) {
        if (tokens < 3) {
          tokens++;
          made++;
          changed.signal();
        }
      }
      Thread.yield();
    }
    return null;
  }

  private Void takeTurns(ExecutorService helpers, ExecutorService functions) throws Exception {
    for (int turn = 0; turn < TURNS; turn++) {
      try (Permit held = lock.acquire().await()) {
        if (take(held, ThreadLocalRandom.current().nextInt(7), helpers, functions)) {
          assertTrue(held.isOpen());
          assertTrue(tokens > 0);
          tokens--;
          taken++;
        } else if (held.isOpen() && tokens > 0) {
          changed.signal(); // gave up beside a token: the next one may have it
        }
      } catch (InterruptedException late) {
        continue; // meant for an earlier turn
      } finally {
        Thread.interrupted(); // an interrupt of an earlier turn may also be a flag
      }
    }
    return null;
  }

  /** Waits for a token in one of several ways; whether there is one. */
  private boolean take(Permit held, int way, ExecutorService helpers, ExecutorService functions) {
    try {
      switch (way) {
        case 0 -> changed.releaseUntil(held, () -> tokens > 0).await();
        case 1 -> changed.releaseUntil(held, () -> tokens > 0).await(soon());
        case 2 -> {
          while (tokens == 0) {
            changed.releaseUntilSignalled(held).within(soon()).await(soon());
          }
        }
        case 3 -> {
          long micros = ThreadLocalRandom.current().nextInt(300);
          while (tokens == 0) {
            var unused =
                changed
                    .releaseUntilSignalled(held)
                    .thenApply(v -> 1)
                    .thenApply(v -> v)
                    .within(Duration.ofNanos(1_000L * micros))
                    .join();
          }
        }
        case 4 -> {
          Thread me = Thread.currentThread();
          helpers.execute(me::interrupt);
          changed.releaseUntil(held, () -> tokens > 0).await();
        }
        case 5 -> {
          return tokens > 0
              || !changed.releaseUntilSignalled(held).cancel(true) && held.isOpen() && tokens > 0;
        }
        default -> {
          if (tokens == 0) {
            Wait<?> wait = changed.releaseUntilSignalled(held);
            wait.thenRunAsync(() -> {}, functions).cancel(true);
            wait.handle((v, failure) -> 1).join();
            return held.isOpen() && tokens > 0;
          }
        }
      }
      return true;
    } catch (InterruptedException | TimeoutException limit) {
      assertTrue(held.isOpen(), () -> "after " + limit + " in way " + way);
      return false;
    } catch (CompletionException | CancellationException limit) {
      assertTrue(held.isOpen(), () -> "after " + limit + " in way " + way);
      return false;
    }
  }

  private static Duration soon() {
    return Duration.ofNanos(ThreadLocalRandom.current().nextInt(300_000));
  }
}

package toro.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.Permit;
import toro.Wait;

/** A wait that a framework hangs on, while stages that hang on it as well are given up. */
final class Handover {
  private static final int ROUNDS = 2000;

  /** A framework's way to hang on a wait. */
  interface Receiver {
    /** Hands on what is granted, once it is. */
    <T> void attach(Wait<T> wait, Consumer<? super T> see);
  }

  private Handover() {}

  /** The receiver gets every permit that was granted to it, alone, and the next one follows. */
  static void ofPermits(Receiver receiver) throws InterruptedException {
    var lock = new AsyncLock();
    var inside = new AtomicInteger();
    var wrong = new AtomicInteger();
    try (var canceller = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        var ends = new CountDownLatch(3);
        Consumer<Permit> see =
            permit -> {
              if (inside.incrementAndGet() > 1 || !permit.isOpen()) {
                wrong.incrementAndGet();
              }
              inside.decrementAndGet();
              permit.close();
              ends.countDown();
            };
        var held = requireNonNull(lock.tryAcquire());
        Wait<Permit> wait = lock.acquire();
        receiver.attach(wait, see);
        giveUpBeside(wait, canceller::execute, ends);
        lock.acquire().thenAccept(see);
        held.close();
        assertTrue(ends.await(30, TimeUnit.SECONDS), () -> "a permit is lost: " + lock);
        assertFalse(lock.isHeld());
      }
    }
    assertEquals(0, wrong.get(), "permits that were not alone");
  }

  /** The receiver gets every item that was granted to it, and nobody else does. */
  static void ofItems(Receiver receiver) throws InterruptedException {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    var sum = new AtomicInteger();
    try (var canceller = Executors.newSingleThreadExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        var ends = new CountDownLatch(3);
        Consumer<Integer> see =
            item -> {
              sum.addAndGet(item);
              ends.countDown();
            };
        Wait<Integer> wait = queue.take();
        receiver.attach(wait, see);
        giveUpBeside(wait, canceller::execute, ends);
        queue.take().thenAccept(see);
        queue.offer(1);
        queue.offer(2);
        assertTrue(ends.await(30, TimeUnit.SECONDS), () -> "an item is lost: " + queue);
      }
    }
    assertEquals(3 * ROUNDS, sum.get());
    assertTrue(queue.isEmpty());
  }

  private static <T> void giveUpBeside(
      Wait<T> wait, Consumer<Runnable> canceller, CountDownLatch ends) {
    var same = wait.thenApply(value -> value);
    var view = wait.toCompletableFuture();
    var inner = Wait.of(wait).thenCompose(value -> new AsyncLock().acquire());
    canceller.accept(
        () -> {
          same.cancel(true);
          view.completeExceptionally(new IllegalStateException("nobody wants it"));
          inner.cancel(true);
          ends.countDown();
        });
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Parking in pools of every shape: a permit or nothing, however few threads the pool can spare. */
@Timeout(120)
class ParkInPoolTest {
  private static final int TASKS = 40;

  private final AsyncLock lock = new AsyncLock();

  /** A pool of up to {@code most} threads. */
  private static ForkJoinPool pool(
      int parallelism,
      int most,
      int runnable,
      Predicate<? super ForkJoinPool> saturate,
      ForkJoinWorkerThreadFactory threads) {
    return new ForkJoinPool(
        parallelism,
        threads,
        null,
        true,
        parallelism,
        most,
        runnable,
        saturate,
        1,
        TimeUnit.SECONDS);
  }

  /** Makes a thread the first few times, and then throws. */
  private static ForkJoinWorkerThreadFactory exhausted(int threads, Error failure) {
    var made = new AtomicInteger();
    return pool -> {
      if (made.incrementAndGet() > threads) {
        throw failure;
      }
      return ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
    };
  }

  static Stream<Kind<ExecutorService>> pools() {
    var usual = ForkJoinPool.defaultForkJoinWorkerThreadFactory;
    return Stream.of(
        new Kind<>("one thread", () -> new ForkJoinPool(1)),
        new Kind<>("as many as parallelism", () -> pool(2, 2, 1, null, usual)),
        new Kind<>("all must be runnable", () -> pool(2, 3, 2, null, usual)),
        new Kind<>("saturates without failing", () -> pool(2, 2, 1, pool -> true, usual)),
        new Kind<>("refuses when saturated", () -> pool(2, 2, 1, pool -> false, usual)),
        new Kind<>("the factory makes no more", () -> pool(2, 9, 2, null, made(2))),
        new Kind<>(
            "no memory for threads",
            () -> pool(2, 9, 2, null, exhausted(2, new OutOfMemoryError("made by a test")))),
        new Kind<>("fixed", () -> Executors.newFixedThreadPool(2)),
        new Kind<>("virtual", Executors::newVirtualThreadPerTaskExecutor));
  }

  /** Makes a thread the first few times, and then none. */
  private static ForkJoinWorkerThreadFactory made(int threads) {
    var made = new AtomicInteger();
    return pool ->
        made.incrementAndGet() > threads
            ? null
            : ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
  }

  private Boolean enter() throws Exception {
    try (var permit = lock.acquire().await()) {
      return permit.isOpen();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pools")
  void tasks_moreThanThePoolHasThreads_allGetTheLock(Kind<ExecutorService> kind) throws Exception {
    ExecutorService pool = kind.make();
    Permit held = lock.tryAcquire();
    var ends = new ArrayList<java.util.concurrent.Future<Boolean>>();
    for (int i = 0; i < TASKS; i++) {
      ends.add(pool.submit(this::enter));
    }
    until("some wait", () -> lock.toString().contains("waiting"));

    held.close();

    for (var end : ends) {
      assertTrue(Eventually.value(end));
    }
    assertFalse(lock.isHeld());
    Subjects.assertNobodyWaits(lock);
    pool.shutdown();
  }

  @Test
  void tasks_moreThanTheDefaultPoolEverMakesThreads_allGetTheLock() throws Exception {
    Permit held = lock.tryAcquire();
    List<CompletableFuture<Boolean>> ends = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      ends.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return enter();
                } catch (Exception failure) {
                  throw new AssertionError(failure);
                }
              }));
    }
    until("some wait", () -> lock.toString().contains("waiting"));

    held.close();

    for (var end : ends) {
      assertTrue(Eventually.value(end));
    }
    assertFalse(lock.isHeld());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pools")
  void threads_interruptedWhereThePoolCannotSpareThem_leaveTheLine(Kind<ExecutorService> kind)
      throws Exception {
    ExecutorService pool = kind.make();
    Permit held = lock.tryAcquire();
    var parked = new CompletableFuture<Thread>();
    var end =
        pool.submit(
            () -> {
              parked.complete(Thread.currentThread());
              try {
                return enter();
              } catch (InterruptedException gaveUp) {
                return false;
              }
            });
    Eventually.untilParked(Eventually.value(parked));
    Eventually.value(parked).interrupt();
    assertFalse(Eventually.value(end));
    Subjects.assertNobodyWaits(lock);
    held.close();
    assertFalse(lock.isHeld());
    pool.shutdown();
  }

  @Test
  void recursiveTasks_inAPoolOfOneThread_allGetTheLock() throws Exception {
    class Many extends RecursiveTask<Integer> {
      private static final long serialVersionUID = 1L;
      private final int size;

      Many(int size) {
        this.size = size;
      }

      @Override
      protected Integer compute() {
        if (size == 1) {
          try {
            return enter() ? 1 : 0;
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
        }
        var left = new Many(size / 2);
        left.fork();
        return new Many(size - size / 2).compute() + left.join();
      }
    }
    ForkJoinPool pool = pool(1, 1, 1, null, ForkJoinPool.defaultForkJoinWorkerThreadFactory);
    Permit held = lock.tryAcquire();
    var sum = pool.submit(new Many(TASKS));
    until("one waits", () -> lock.toString().contains("waiting"));
    held.close();
    assertEquals(TASKS, Eventually.value(sum));
    assertFalse(lock.isHeld());
    pool.shutdown();
  }
}

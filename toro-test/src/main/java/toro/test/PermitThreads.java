package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import toro.Block;

/** What everything promises, to several threads at once, that gives out permits. */
final class PermitThreads {
  private static final int TURNS = 6;
  private static final int SPINS = 100;
  private static final int CALLBACKS = 3;
  private static final int LONG = 3; // every third visit is long
  private static final long A_MOMENT = 50_000; // ns

  private final SemaphoreSubject subject;
  private final Threads threads;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger visits = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger(); // that were inside at once

  private PermitThreads(SemaphoreSubject subject, Threads threads) {
    this.subject = subject;
    this.threads = threads;
  }

  static List<Rule> of(Supplier<? extends SemaphoreSubject> fresh) {
    return List.of(
        // gevent#1739, aiorwlock#503
        Rule.threaded("never too many inside", t -> new PermitThreads(fresh.get(), t).storm()),
        Rule.threaded(
            PermitRules.FIRST_COME_FIRST_SERVED, t -> new PermitThreads(fresh.get(), t).queueUp()));
  }

  // ---- many at once

  private void storm() throws Exception {
    threads.together(
        worker(threads.split()),
        worker(threads.split()),
        worker(threads.split()),
        worker(threads.split()));
    require(
        most.get() <= subject.permits(),
        () -> most + " permits were out at once, of " + subject.permits());
    PermitRules.requireAllFree(subject);
  }

  private Block worker(Random random) {
    return () -> {
      List<CompletableFuture<Void>> ends = new ArrayList<>();
      for (int turn = 0; turn < TURNS; turn++) {
        int n = subject.sizes().get(random.nextInt(subject.sizes().size()));
        switch (random.nextInt(4)) {
          case 0 -> {
            AutoCloseable permit = subject.tryAcquire(n);
            if (permit != null) {
              visit(n, permit);
            }
          }
          case 1 -> ends.add(callback(n, random));
          case 2 -> {
            var request = subject.acquire(n);
            Threads.spin(random.nextInt(SPINS));
            if (!subject.giveUp(request)) {
              visit(n, threads.value("acquire(" + n + ") that was not given up", request));
            }
          }
          default -> visit(n, threads.value("acquire(" + n + ")", subject.acquire(n)));
        }
      }
      for (CompletableFuture<Void> end : ends) {
        var unused = threads.value("a callback", end);
      }
    };
  }

  /** Comes in by way of a continuation, or gives that up. */
  private CompletableFuture<Void> callback(int n, Random random) {
    var request = subject.acquire(n);
    var left = new CompletableFuture<Boolean>();
    var visited =
        request.handle(
            (permit, failure) -> {
              if (failure == null) {
                visit(n, permit);
              }
              return failure == null;
            });
    Threads.spin(random.nextInt(SPINS));
    left.complete(random.nextBoolean() && subject.giveUp(request));
    return visited
        .toCompletableFuture()
        .thenAcceptBoth(
            left,
            (wasInside, wasLeft) ->
                require(
                    !wasInside.equals(wasLeft),
                    () -> "acquire(" + n + (wasLeft ? ") was given up, and granted" : ") failed")));
  }

  private void visit(int n, AutoCloseable permit) {
    int now = inside.addAndGet(n);
    most.accumulateAndGet(now, Math::max);
    if (visits.incrementAndGet() % LONG == 0) {
      LockSupport.parkNanos(A_MOMENT);
    }
    inside.addAndGet(-n);
    PermitRules.close(permit);
  }

  // ---- one after the other

  /** Threads and callbacks stand in line, one after the other, and go on in that order. */
  private void queueUp() throws Exception {
    List<AutoCloseable> all = PermitRules.drain(subject);
    boolean isWhole = subject.sizes().contains(subject.permits());
    int n = isWhole ? subject.permits() : 1;
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletionStage<Void>> callbacks = new ArrayList<>();
    for (int i = 0; i < Threads.COUNT + CALLBACKS; i++) {
      int number = i;
      if (i % 2 == 1) {
        callbacks.add(
            subject
                .acquire(n)
                .thenAccept(
                    permit -> {
                      order.add(number);
                      PermitRules.close(permit);
                    }));
      } else {
        var isInLine = new AtomicBoolean();
        threads.start(
            i / 2,
            () -> {
              var request = subject.acquire(n);
              isInLine.set(true);
              AutoCloseable permit = threads.value("waiter " + number, request);
              order.add(number);
              PermitRules.close(permit);
            });
        threads.until(() -> "waiter " + number + " should stand in line", isInLine::get);
      }
    }
    require(order.isEmpty(), () -> order + " came in, where all permits were out");
    // If one asks for all, all are given back; else one, which is passed on: never two are inside.
    while (all.size() > (isWhole ? 0 : subject.permits() - 1)) {
      all.removeLast().close();
    }
    threads.join();
    for (CompletionStage<Void> callback : callbacks) {
      var unused = threads.value("a callback in line", callback);
    }
    require(
        order.equals(IntStream.range(0, order.size()).boxed().toList()),
        () -> "granted in the order " + order);
    require(
        order.size() == Threads.COUNT + CALLBACKS, () -> "only " + order.size() + " were granted");
    for (AutoCloseable permit : all) {
      permit.close();
    }
    PermitRules.requireAllFree(subject);
  }
}

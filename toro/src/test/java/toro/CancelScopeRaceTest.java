package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a scope, at the same moment. */
@Timeout(120)
class CancelScopeRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();
  private final AsyncQueue<String> queue = AsyncQueue.unbounded();

  @AfterEach
  void stop() {
    second.close();
  }

  /** One future of each kind, in turn. */
  private Supplier<Future<?>> pending(int round) {
    return switch (round % 4) {
      case 0 -> queue::take;
      case 1 -> () -> queue.take().toCompletableFuture();
      case 2 -> CompletableFuture::new;
      default -> () -> new FutureTask<>(() -> "done");
    };
  }

  @Test
  void add_againstCancel_isNeverMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope();
      Supplier<Future<?>> make = pending(i);
      scope.add(make.get());
      var added = new AtomicReference<Future<?>>();
      second.race(i, scope::cancel, () -> added.set(scope.add(make.get())));
      assertTrue(added.get().isCancelled(), "it was missed");
      assertEquals(0, queue.waiting());
    }
  }

  @Test
  void add_againstItsOwnEnd_isForgotten() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope().named("s");
      Future<?> future = pending(i % 3).get(); // those that tell that they have ended
      second.race(i, () -> future.cancel(false), () -> scope.add(future));
      assertEquals("CancelScope[s, 0 inside]", Probe.shown(scope));
    }
  }

  @Test
  void end_againstCancel_hasOneOutcomeAndTheOthersAreCancelled() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope();
      var before = scope.add(new CompletableFuture<String>());
      Wait<String> take = scope.add(queue.take());
      var after = scope.add(new CompletableFuture<String>());
      second.race(i, scope::cancel, () -> queue.offer("item"));
      assertTrue(before.isCancelled());
      assertTrue(after.isCancelled());
      assertEquals(take.isCancelled() ? 1 : 0, queue.size());
      assertEquals(take.isCancelled() ? "item" : null, queue.poll());
    }
  }

  @Test
  void ends_ofNeighboursAtOnce_leaveTheListWhole() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope().named("s");
      var futures = List.of(new CompletableFuture<Integer>(), new CompletableFuture<Integer>());
      var before = scope.add(new CompletableFuture<Integer>());
      futures.forEach(scope::add);
      var after = scope.add(new CompletableFuture<Integer>());
      second.race(i, () -> futures.get(0).complete(1), () -> futures.get(1).complete(1));
      assertEquals("CancelScope[s, 2 inside]", Probe.shown(scope));
      scope.cancel();
      assertTrue(before.isCancelled());
      assertTrue(after.isCancelled());
    }
  }

  @Test
  void parent_againstChild_allAreCancelledOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var parent = new CancelScope();
      CancelScope child = parent.child();
      var times = new AtomicInteger();
      var ofChild = child.add(new CompletableFuture<String>());
      ofChild.whenComplete((value, failure) -> times.incrementAndGet());
      var ofGrandchild = child.child().add(new CompletableFuture<String>());
      ofGrandchild.whenComplete((value, failure) -> times.incrementAndGet());
      var ofParent = parent.add(new CompletableFuture<String>());
      second.race(i, parent::cancel, child::close);
      assertTrue(ofChild.isCancelled());
      assertTrue(ofGrandchild.isCancelled());
      assertTrue(ofParent.isCancelled());
      assertEquals(2, times.get());
    }
  }

  @Test
  void child_againstTheParentsCancel_isNeverMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var parent = new CancelScope();
      var added = new AtomicReference<Wait<String>>();
      second.race(i, parent::cancel, () -> added.set(parent.child().add(queue.take())));
      assertTrue(added.get().isCancelled());
    }
  }

  @Test
  void addToAChild_againstTheParentsCancel_isNeverMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var parent = new CancelScope();
      CancelScope child = parent.child();
      var added = new AtomicReference<Wait<String>>();
      second.race(i, parent::cancel, () -> added.set(child.add(queue.take())));
      assertTrue(added.get().isCancelled());
    }
  }

  @Test
  void whenCancelled_againstCancel_isNotMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope();
      var told = new AtomicReference<Wait<Void>>();
      second.race(i, scope::cancel, () -> told.set(scope.whenCancelled()));
      value(told.get());
      assertEquals(0, scope.waiting());
    }
  }

  @Test
  void select_againstCancel_isNotMissed() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope();
      Select select = Select.ordered(Clause.take(queue), Clause.whenCancelled(scope));
      var won = new AtomicReference<Wait<Selected>>();
      second.race(i, scope::cancel, () -> won.set(select.select()));
      assertEquals(1, value(won.get()).index());
      assertEquals(0, queue.waiting() + scope.waiting());
    }
  }

  @Test
  void cancel_byTwoThreads_happensOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope();
      var times = new AtomicInteger();
      var future =
          scope.add(
              new CompletableFuture<String>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                  times.incrementAndGet();
                  return super.cancel(mayInterruptIfRunning);
                }
              });
      second.race(i, scope::cancel, scope::cancel);
      assertTrue(future.isCancelled());
      assertEquals(1, times.get());
    }
  }

  @Test
  void within_againstCancel_keepsNoAlarm() {
    for (int i = 0; i < ROUNDS; i++) {
      var scope = new CancelScope();
      Wait<String> take = scope.add(queue.take());
      Duration time = Duration.ofDays(i % 3);
      second.race(i, scope::cancel, () -> scope.within(time));
      assertTrue(take.isCancelled());
    }
  }

  @Test
  void manyThreads_addAndEndUntilItIsCancelled_noneIsMissed() throws Exception {
    for (int round = 0; round < 200; round++) {
      var scope = new CancelScope();
      var over = new AtomicBoolean();
      var added = new AtomicInteger();
      TaskGroup.run(
          group -> {
            for (int t = 0; t < 4; t++) {
              int number = t;
              group.spawn(
                  () -> {
                    for (int i = 0; !over.get(); i++) {
                      Future<?> future = scope.add(pending(number).get());
                      if (i % 2 == 0) {
                        future.cancel(true);
                      }
                      added.incrementAndGet();
                    }
                    for (int i = 0; i < 10; i++) {
                      assertTrue(scope.add(pending(number).get()).isCancelled());
                    }
                  });
            }
            until("some were added", () -> added.get() > 500);
            scope.cancel();
            over.set(true);
          });
      assertEquals(0, queue.waiting());
    }
  }
}

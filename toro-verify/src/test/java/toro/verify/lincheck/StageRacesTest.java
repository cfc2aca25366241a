package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Ends.assertFree;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import toro.AsyncLock;
import toro.AsyncResult;
import toro.Permit;
import toro.Promise;
import toro.Wait;

/** The races between what hangs on a wait, and of waits that are made of others. */
class StageRacesTest {
  @Test
  void function_startingAsItsStageLeaves_hasThePermitOrNobodyHas() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var tasks = new ArrayList<Runnable>();
          var runs = new int[1];
          var stage =
              lock.acquire()
                  .thenAcceptAsync(
                      permit -> {
                        runs[0]++;
                        permit.close();
                      },
                      tasks::add);
          together(tasks.getFirst(), () -> stage.cancel(false));
          assertTrue(runs[0] == 1 || stage.isCancelled());
          assertFree(lock);
        });
  }

  @Test
  void value_readAsTheLastStageLeaves_isReceivedOrGoesBack() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var tasks = new ArrayList<Runnable>();
          var wait = lock.acquire();
          var stage = wait.thenAcceptAsync(Permit::close, tasks::add);
          var got = new Permit[1];
          together(
              () -> {
                try {
                  got[0] = wait.getNow(null);
                } catch (CancellationException wentBack) {
                  got[0] = null;
                }
              },
              () -> stage.cancel(false));
          assertEquals(got[0] != null, lock.isHeld());
          if (got[0] != null) {
            got[0].close();
          }
          tasks.getFirst().run();
          assertFree(lock);
        });
  }

  @Test
  void function_attachedAsTheGrantComes_runsOnce() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var wait = lock.acquire();
          var runs = new int[1];
          together(
              held::close,
              () ->
                  wait.thenAccept(
                      permit -> {
                        runs[0]++;
                        permit.close();
                      }));
          assertEquals(1, runs[0]);
          assertFree(lock);
        });
  }

  @Test
  void functions_attachedBeforeAndAsTheEndComes_runInOrder() {
    explore(
        () -> {
          var result = new AsyncResult<Integer>();
          var wait = result.whenDone();
          var order = new ArrayList<Integer>();
          var one = wait.thenRun(() -> order.add(1));
          together(() -> result.set(0), () -> wait.thenRun(() -> order.add(2)));
          assertTrue(one.isDone());
          assertEquals(List.of(1, 2), order);
        });
  }

  @Test
  void functions_attachedByTwoAtOnce_runOnceEach() {
    explore(
        () -> {
          var result = new AsyncResult<Integer>();
          var wait = result.whenDone();
          var runs = new int[2];
          together(
              () -> wait.thenRun(() -> runs[0]++),
              () -> wait.thenRun(() -> runs[1]++),
              () -> result.set(0));
          assertEquals(1, runs[0]);
          assertEquals(1, runs[1]);
        });
  }

  @Test
  void neighbour_ofAStageThatLeavesAsTheGrantComes_isUndisturbed() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var wait = lock.acquire();
          var first = wait.thenApply(permit -> permit);
          var runs = new int[1];
          var second =
              wait.thenAccept(
                  permit -> {
                    runs[0]++;
                    permit.close();
                  });
          together(held::close, () -> first.cancel(false));
          assertEquals(1, runs[0]);
          assertTrue(second.isDone());
          assertFree(lock);
        });
  }

  @Test
  void twoStages_leavingAtOnceAsTheGrantComes_leaveNothingHeld() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var wait = lock.acquire();
          var one = wait.thenAccept(Permit::close);
          var two = wait.thenAccept(Permit::close);
          together(held::close, () -> one.cancel(false), () -> two.cancel(false));
          assertTrue(one.isDone() && two.isDone());
          assertFree(lock);
        });
  }

  @Test
  void composition_givenUpAsItsFunctionBegins_leavesTheInnerLine() {
    explore(
        () -> {
          var outer = new AsyncLock();
          var inner = new AsyncLock();
          var held = outer.tryAcquire();
          var blocking = inner.tryAcquire();
          var stage =
              outer
                  .acquire()
                  .thenCompose(
                      permit -> {
                        permit.close();
                        return inner.acquire();
                      });
          together(held::close, () -> stage.cancel(false));
          assertTrue(stage.isCancelled());
          assertEquals(0, inner.waiting());
          blocking.close();
          assertFree(outer);
          assertFree(inner);
        });
  }

  @Test
  void anyOf_grantedByTwoAtOnce_keepsOneOfThem() {
    explore(
        () -> {
          var one = new AsyncLock();
          var two = new AsyncLock();
          var heldOne = one.tryAcquire();
          var heldTwo = two.tryAcquire();
          var any = Wait.anyOf(one.acquire(), two.acquire());
          together(heldOne::close, heldTwo::close);
          assertTrue(one.isHeld() != two.isHeld());
          any.join().close();
          assertFree(one);
          assertFree(two);
        });
  }

  @Test
  void anyOf_givenUpAsOneIsGranted_keepsNothing() {
    explore(
        () -> {
          var one = new AsyncLock();
          var two = new AsyncLock();
          var heldOne = one.tryAcquire();
          var heldTwo = two.tryAcquire();
          var any = Wait.anyOf(one.acquire(), two.acquire());
          together(heldOne::close, () -> any.cancel(false));
          heldTwo.close();
          if (!any.isCancelled()) {
            any.join().close();
          }
          assertFree(one);
          assertFree(two);
        });
  }

  @Test
  void all_failingAsAMemberIsGranted_givesItBack() {
    explore(
        () -> {
          var lock = new AsyncLock();
          var held = lock.tryAcquire();
          var other = new AsyncLock();
          var unused = other.tryAcquire();
          var all = Wait.all(List.of(lock.acquire(), other.acquire()));
          together(held::close, other::close);
          assertTrue(all.isCompletedExceptionally());
          assertFree(lock);
        });
  }

  @Test
  void foreignStage_endingAsItsWaitLeaves_hasOneEnd() {
    explore(
        () -> {
          var future = new CompletableFuture<Integer>();
          var wait = Wait.of(future);
          var completed = new boolean[1];
          together(() -> completed[0] = future.complete(1), () -> wait.cancel(false));
          assertTrue(wait.isDone());
          assertTrue(future.isDone());
          assertEquals(!completed[0], future.isCancelled());
          assertTrue(wait.isCancelled() || wait.join() == 1);
        });
  }

  @Test
  void promise_grantedAsItIsGivenUp_tellsBothSidesTheSame() {
    explore(
        () -> {
          var left = new int[1];
          var returned = new int[1];
          var promise =
              Promise.<Integer>of("a promise")
                  .onGiveUp(() -> left[0]++)
                  .onReturn(value -> returned[0]++);
          var stage = promise.whenGranted().thenApply(value -> value);
          var granted = new boolean[1];
          together(() -> granted[0] = promise.grant(1), () -> stage.cancel(false));
          assertEquals(granted[0] ? 0 : 1, left[0]);
          assertTrue(granted[0] || returned[0] == 0);
          assertTrue(returned[0] <= 1);
          assertTrue(stage.isCancelled() || returned[0] == 0);
        });
  }

  @Test
  void promise_grantedTwiceAtOnce_keepsOneValue() {
    explore(
        () -> {
          var promise = Promise.<Integer>of("a promise");
          var granted = new boolean[3];
          together(
              () -> granted[0] = promise.grant(1),
              () -> granted[1] = promise.grant(2),
              () -> granted[2] = promise.fail(new IllegalStateException("3")));
          var wait = promise.whenGranted();
          int end = wait.isCompletedExceptionally() ? 3 : wait.join();
          for (int i = 0; i < 3; i++) {
            assertEquals(end == i + 1, granted[i]);
          }
        });
  }
}

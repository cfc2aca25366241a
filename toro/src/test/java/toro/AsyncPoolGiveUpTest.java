package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.PoolMakers.assertStats;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Doors.Door;

/** A borrower who gives up, at every step and by every door: no resource is lost. */
@Timeout(60)
class AsyncPoolGiveUpTest {
  private final PoolMakers makers = new PoolMakers();

  static Stream<Door> doors() {
    return Doors.all().stream();
  }

  @ParameterizedTest
  @MethodSource("doors")
  void borrow_givenUpWhileItIsCreatedFor_leavesTheResourceToTheNext(Door door) {
    var pool = makers.pool(1);
    Wait<Loan<Integer>> leaver = pool.borrow();
    Wait<Loan<Integer>> next = pool.borrow();
    door.leave(Subjects.erase(leaver));
    door.assertEnded(Subjects.erase(leaver));
    assertFalse(makers.begun.getFirst().isDone(), "the creation goes on");
    assertStats(pool, 0, 0, 1, 1);
    makers.finish(0);
    assertEquals(0, granted(next).get());
    assertEquals(1, makers.begun.size());
  }

  @ParameterizedTest
  @MethodSource("doors")
  void borrow_givenUpAsTheLastOne_leavesTheResourceIdle(Door door) {
    var pool = makers.pool(1);
    door.leave(Subjects.erase(pool.borrow()));
    makers.finish(0);
    assertStats(pool, 1, 0, 0, 0);
    assertEquals(0, pool.tryBorrow().get());
  }

  @ParameterizedTest
  @MethodSource("doors")
  void borrow_givenUpBehindOthers_isMissedByNobody(Door door) {
    var pool = makers.quickPool(1);
    Loan<Integer> held = granted(pool.borrow());
    List<Wait<Loan<Integer>>> waits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waits.add(pool.borrow());
    }
    door.leave(Subjects.erase(waits.remove(1)));
    assertEquals(2, pool.stats().waiting());
    held.close();
    granted(waits.get(0)).close();
    granted(waits.get(1)).close();
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void borrow_leftByItsBorrowerAndThenFailing_failsNobody() {
    var pool = makers.pool(1);
    pool.borrow().cancel(false);
    Wait<Loan<Integer>> next = pool.borrow();
    assertEquals(1, makers.begun.size(), "what is being created is for the next one");
    makers.fail(0);
    assertPending(next);
    makers.finish(1);
    assertEquals(1, granted(next).get());
  }

  @Test
  void borrow_leftByItsBorrower_isNoReasonToCreateFewer() {
    var pool = makers.pool(3);
    pool.borrow().cancel(false);
    Wait<Loan<Integer>> first = pool.borrow();
    Wait<Loan<Integer>> second = pool.borrow();
    assertStats(pool, 0, 0, 2, 2);
    makers.fail(1); // begun for the first: the one that was left is on its way to the second
    assertEquals("no 1", failed(first).getMessage());
    makers.finish(0);
    assertEquals(0, granted(second).get());
  }

  @Test
  void loan_grantedAndReceivedByNobody_goesBack() {
    var pool = makers.quickPool(1);
    List<Runnable> tasks = new ArrayList<>();
    Wait<Integer> stage = pool.borrow().thenApplyAsync(Loan::get, tasks::add);
    assertStats(pool, 0, 1, 0, 0);
    assertTrue(stage.cancel(false));
    assertStats(pool, 1, 0, 0, 0);
    tasks.forEach(Runnable::run);
    assertStats(pool, 1, 0, 0, 0);
  }

  @Test
  void loan_grantedAndReceivedByNobody_goesToTheNextInLine() {
    var pool = makers.pool(1);
    List<Runnable> tasks = new ArrayList<>();
    Wait<Integer> stage = pool.borrow().thenApplyAsync(Loan::get, tasks::add);
    Wait<Loan<Integer>> next = pool.borrow();
    makers.finish(0);
    assertPending(stage, next);
    stage.cancel(false);
    assertEquals(0, granted(next).get());
  }

  @Test
  void loan_receivedByNobodyInAClosedPool_isDestroyed() {
    var pool = makers.quickPool(1);
    List<Runnable> tasks = new ArrayList<>();
    Wait<Integer> stage = pool.borrow().thenApplyAsync(Loan::get, tasks::add);
    pool.close();
    stage.cancel(false);
    assertEquals(List.of(0), makers.destroyed);
    granted(pool.whenDone());
  }

  @Test
  void loan_unreceivedAsALimitPasses_isValidatedAndDestroyedOffTheTimersThread() {
    List<String> threads = new ArrayList<>();
    var destroyed = new AsyncEvent();
    var pool =
        AsyncPool.of(
            1,
            makers::createNow,
            resource -> {
              threads.add(Thread.currentThread().getName());
              destroyed.set();
            });
    List<Runnable> tasks = new ArrayList<>();
    Wait<Integer> stage =
        pool.borrow().thenApplyAsync(Loan::get, tasks::add).within(Duration.ofMillis(1));
    pool.close();
    Eventually.value(destroyed.whenSet()); // the loan goes back before the stage ends
    assertInstanceOf(TimeoutException.class, Eventually.failure(stage));
    Eventually.value(pool.whenDone());
    assertFalse(threads.getFirst().contains("timer"), threads::toString);
  }
}

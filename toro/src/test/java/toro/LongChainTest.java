package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.Subjects.Kind;
import toro.Subjects.Permits;
import toro.Subjects.Signal;

/** A million waiters, each of which lets the next one in, on one stack (law L5). */
@Timeout(120)
class LongChainTest {
  private static final int MILLION = 1_000_000;

  private int count; // everything here happens on the test's thread

  static List<Kind<Permits>> locks() {
    return Subjects.locks();
  }

  static List<Kind<Signal>> signals() {
    return Subjects.signals();
  }

  /** Ways to hold one lock for the time of a body. */
  static Stream<Kind<BiFunction<AsyncLock, Supplier<CompletableFuture<Void>>, Object>>> styles() {
    return Stream.of(
        new Kind<>("with", () -> (lock, body) -> lock.with(body)),
        new Kind<>(
            "acquire.thenCompose",
            () ->
                (lock, body) ->
                    lock.acquire().thenCompose(p -> body.get().thenRun(() -> p.close()))),
        new Kind<>(
            "acquire.thenAccept.thenRun",
            () ->
                (lock, body) ->
                    lock.acquire()
                        .thenAccept(
                            p -> {
                              body.get();
                              p.close();
                            })
                        .thenRun(() -> {})),
        new Kind<>(
            "acquire.whenComplete",
            () ->
                (lock, body) ->
                    lock.acquire()
                        .whenComplete(
                            (p, failure) -> {
                              body.get();
                              p.close();
                            })));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("locks")
  void waiters_eachReleasingInline_allComeIn(Kind<Permits> kind) {
    Permits subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    for (int i = 0; i < MILLION; i++) {
      int number = i;
      subject
          .acquire(1)
          .thenAccept(
              permit -> {
                assertEquals(number, count++);
                Subjects.close(permit);
              });
    }

    held.forEach(Subjects::close);

    assertEquals(MILLION, count);
    subject.requireAllFree();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("styles")
  void waiters_inEveryStyle_allComeIn(
      Kind<BiFunction<AsyncLock, Supplier<CompletableFuture<Void>>, Object>> style) {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    for (int i = 0; i < MILLION; i++) {
      style
          .make()
          .apply(
              lock,
              () -> {
                count++;
                return CompletableFuture.completedFuture(null);
              });
    }

    held.close();

    assertEquals(MILLION, count);
    assertFalse(lock.isHeld());
  }

  @Test
  void waiters_onTwoLocksInTurn_allComeIn() {
    AsyncLock[] locks = {new AsyncLock(), new AsyncLock()};
    Permit[] held = {locks[0].tryAcquire(), locks[1].tryAcquire()};
    for (int i = 0; i < MILLION; i++) {
      int other = (i + 1) % 2;
      locks[i % 2]
          .acquire()
          .thenAccept(
              permit -> {
                count++;
                if (held[other] != null) {
                  Permit first = held[other];
                  held[other] = null;
                  first.close();
                }
                permit.close();
              });
    }

    Permit first = held[0];
    held[0] = null;
    first.close();

    assertEquals(MILLION, count);
    assertFalse(locks[0].isHeld() || locks[1].isHeld());
  }

  @Test
  void waiters_onTwoLocksEachHoldingBoth_allComeIn() {
    var one = new AsyncLock();
    var two = new AsyncLock();
    Permit held = one.tryAcquire();
    for (int i = 0; i < MILLION; i++) {
      boolean even = i % 2 == 0;
      one.acquire()
          .thenCompose(
              outer ->
                  two.acquire()
                      .thenAccept(
                          inner -> {
                            count++;
                            if (even) {
                              outer.close();
                              inner.close();
                            } else {
                              inner.close();
                              outer.close();
                            }
                          }));
    }

    held.close();

    assertEquals(MILLION, count);
    assertFalse(one.isHeld() || two.isHeld());
  }

  @Test
  void chain_overManyLocks_runsToItsEnd() {
    int many = 200_000;
    AsyncLock[] locks = new AsyncLock[many];
    Permit[] held = new Permit[many];
    for (int i = 0; i < many; i++) {
      locks[i] = new AsyncLock();
      held[i] = locks[i].tryAcquire();
    }
    for (int i = 0; i < many; i++) {
      int next = i + 1;
      locks[i]
          .acquire()
          .thenAccept(
              permit -> {
                count++;
                permit.close();
                if (next < many) {
                  held[next].close();
                }
              });
    }

    held[0].close();

    assertEquals(many, count);
    for (AsyncLock lock : locks) {
      assertFalse(lock.isHeld());
    }
  }

  @Test
  void chain_overManyPrimitivesOfEveryKind_runsToItsEnd() {
    int many = 200_000;
    Runnable[] lets = new Runnable[many];
    for (int i = 0; i < many; i++) {
      int next = i + 1;
      Runnable then =
          () -> {
            count++;
            if (next < many) {
              lets[next].run();
            }
          };
      switch (i % 5) {
        case 0 -> {
          var event = new AsyncEvent();
          event.whenSet().thenRun(then);
          lets[i] = event::set;
        }
        case 1 -> {
          AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
          queue.take().thenAccept(item -> then.run());
          lets[i] = () -> queue.offer(1);
        }
        case 2 -> {
          var result = new AsyncResult<Integer>();
          result.whenDone().thenAccept(value -> then.run());
          lets[i] = () -> result.set(1);
        }
        case 3 -> {
          var condition = new AsyncCondition();
          condition.whenSignalled().thenRun(then);
          lets[i] = condition::signal;
        }
        default -> {
          var semaphore = new AsyncSemaphore(0);
          semaphore.acquire().thenAccept(permit -> then.run());
          lets[i] = semaphore::release;
        }
      }
    }

    lets[0].run();

    assertEquals(many, count);
  }

  @ParameterizedTest(name = "behind a holder: {0}")
  @ValueSource(booleans = {true, false})
  void loop_ofAcquireAndCompose_runsToItsEnd(boolean behindAHolder) {
    var lock = new AsyncLock();
    Permit held = behindAHolder ? lock.tryAcquire() : null;
    Wait<Void> loop = loop(lock, MILLION);
    if (held != null) {
      held.close();
    }

    assertTrue(loop.isDone(), "the loop stopped after " + count);
    assertNull(failure(loop));
    assertEquals(MILLION + 1, count);
    assertFalse(lock.isHeld());
  }

  private Wait<Void> loop(AsyncLock lock, int i) {
    return lock.acquire()
        .thenCompose(
            permit -> {
              count++;
              permit.close();
              return i == 0 ? CompletableFuture.completedFuture(null) : loop(lock, i - 1);
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("signals")
  void signal_withAMillionWaiters_letsAllGoInOrder(Kind<Signal> kind) {
    Signal subject = kind.make();
    for (int i = 0; i < MILLION; i++) {
      int number = i;
      subject.when().thenRun(() -> assertEquals(number, count++));
    }

    subject.signal();

    assertEquals(MILLION, count);
    Subjects.assertNobodyWaits(subject.primitive());
  }

  @Test
  void condition_waitersThatEachSignalTheNext_allGo() {
    var condition = new AsyncCondition();
    for (int i = 0; i < MILLION; i++) {
      condition
          .whenSignalled()
          .thenRun(
              () -> {
                count++;
                condition.signal();
              });
    }

    condition.signal();

    assertEquals(MILLION, count);
  }

  @Test
  void lockCondition_aMillionWaitersSignalled_takeTheLockInTurn() {
    var lock = new AsyncLock();
    var condition = lock.newCondition();
    for (int i = 0; i < MILLION; i++) {
      Permit held = value(lock.acquire());
      condition
          .releaseUntilSignalled(held)
          .thenRun(
              () -> {
                assertTrue(held.isOpen());
                count++;
                held.close();
              });
    }
    assertFalse(lock.isHeld());

    condition.signalAll();

    assertEquals(MILLION, count);
    assertFalse(lock.isHeld());
  }
}

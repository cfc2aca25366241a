package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncKeyedLockTest {
  private final AsyncKeyedLock<Object> lock = new AsyncKeyedLock<>();

  private void assertEmpty() {
    assertEquals(0, lock.size());
    assertEquals(0, lock.waiting());
    assertEquals("0 keys held", lock.state());
  }

  // ---- exclusion and order

  @Test
  void acquire_sameKey_letsOneInAtATimeInTheirOrder() {
    List<Integer> order = new ArrayList<>();
    Permit held = granted(lock.acquire("a"));
    for (int i = 0; i < 10; i++) {
      int number = i;
      lock.acquire(new String("a"))
          .thenAccept(
              permit -> {
                order.add(number);
                permit.close();
              });
    }
    assertEquals(List.of(), order);
    assertEquals(10, lock.waiting());
    held.close();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), order);
    assertEmpty();
  }

  @Test
  void acquire_otherKey_doesNotWait() {
    Permit a = granted(lock.acquire("a"));
    Permit b = granted(lock.acquire("b"));
    assertEquals(2, lock.size());
    a.close();
    assertEquals(1, lock.size());
    b.close();
    assertEmpty();
  }

  @Test
  void acquire_distinctKeysWithEqualHashes_doNotWaitForEachOther() {
    List<Permit> held = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      held.add(granted(lock.acquire(new OddKey(i, 42))));
    }
    assertEquals(200, lock.size());
    assertNull(lock.tryAcquire(new OddKey(100, 42)));
    held.forEach(Permit::close);
    assertEmpty();
  }

  @Test
  void acquire_manyStringsOfOneHash_areToldApart() {
    List<String> keys = stringsOfOneHash(11);
    assertEquals(1, keys.stream().map(String::hashCode).distinct().count());
    List<Permit> held = new ArrayList<>();
    keys.forEach(key -> held.add(granted(lock.acquire(key))));
    Permit odd = granted(lock.acquire(new OddKey(1, keys.getFirst().hashCode())));
    assertEquals(keys.size() + 1, lock.size());
    keys.forEach(key -> assertNull(lock.tryAcquire(key)));
    Collections.shuffle(held, new Random(1));
    held.forEach(Permit::close);
    odd.close();
    assertEmpty();
  }

  private static List<String> stringsOfOneHash(int pairs) {
    List<String> all = List.of("");
    for (int i = 0; i < pairs; i++) {
      all = all.stream().flatMap(s -> Stream.of(s + "Aa", s + "BB")).toList();
    }
    return all;
  }

  @Test
  void tryAcquire_heldOrWaitedFor_isNull() {
    Permit held = lock.tryAcquire("a");
    assertNotNull(held);
    assertNull(lock.tryAcquire("a"));
    Wait<Permit> waiter = lock.acquire("a");
    held.close();
    assertNull(lock.tryAcquire("a"));
    granted(waiter).close();
    lock.tryAcquire("a").close();
    assertEmpty();
  }

  @Test
  void limited_letsSoManyIn() {
    AsyncKeyedLock<String> limited = AsyncKeyedLock.limited(3);
    Permit one = granted(limited.acquire("a"));
    Permit two = limited.tryAcquire("a");
    Permit three = granted(limited.acquire("a"));
    Wait<Permit> four = limited.acquire("a");
    assertPending(four);
    assertNull(limited.tryAcquire("a"));
    granted(limited.acquire("b")).close();
    two.close();
    Permit fourth = granted(four);
    List.of(one, three, fourth).forEach(Permit::close);
    assertEquals(0, limited.size());
  }

  @Test
  void limited_noPermits_isRefused() {
    for (int n : new int[] {0, -1, Integer.MIN_VALUE}) {
      var thrown =
          assertThrows(IllegalArgumentException.class, () -> AsyncKeyedLock.<String>limited(n));
      assertEquals("number of permits per key must be positive: " + n, thrown.getMessage());
    }
    granted(AsyncKeyedLock.limited(Integer.MAX_VALUE).acquire("a")).close();
  }

  @Test
  void close_twice_isTheSameAsOnce() {
    Permit first = granted(lock.acquire("a"));
    Wait<Permit> second = lock.acquire("a");
    Wait<Permit> third = lock.acquire("a");
    first.close();
    first.close();
    assertFalse(first.isOpen());
    assertPending(third);
    assertEquals(1, lock.size());
    granted(second).close();
    granted(third).close();
    first.close();
    assertEmpty();
  }

  // ---- a key is known exactly while somebody holds or waits for it

  @Test
  void key_heldOrWaitedFor_isKnownExactlyThen() {
    assertFalse(lock.isHeld("a"));
    Permit first = granted(lock.acquire("a"));
    assertTrue(lock.isHeld("a"));
    assertFalse(lock.isHeld("b"));
    Wait<Permit> second = lock.acquire("a");
    first.close();
    assertTrue(lock.isHeld("a"));
    granted(second).close();
    assertFalse(lock.isHeld("a"));
    assertEmpty();
  }

  @Test
  void close_theLastInsideOfAnothersClose_forgetsTheKeyBeforeItReturns() {
    List<Integer> sizes = new ArrayList<>();
    Permit first = granted(lock.acquire("a"));
    lock.acquire("a")
        .thenAccept(
            permit -> {
              sizes.add(lock.size());
              permit.close();
              sizes.add(lock.size());
              Permit again = lock.tryAcquire("a");
              sizes.add(lock.size());
              again.close();
            });
    first.close();
    assertEquals(List.of(1, 0, 1), sizes);
    assertEmpty();
  }

  @Test
  void acquire_givenUp_leavesTheLine() {
    Permit held = granted(lock.acquire("a"));
    Wait<Permit> first = lock.acquire("a");
    Wait<Permit> second = lock.acquire("a");
    assertTrue(first.cancel(false));
    assertEquals(1, lock.waiting());
    held.close();
    granted(second).close();
    assertEmpty();
  }

  @Test
  void acquire_grantedAndThenReceivedByNobody_forgetsTheKeyBeforeTheGiveUpReturns() {
    List<Runnable> tasks = new ArrayList<>();
    Permit held = granted(lock.acquire("a"));
    Wait<Permit> stage = lock.acquire("a").thenApplyAsync(permit -> permit, tasks::add);
    held.close();
    assertEquals(1, lock.size());
    assertTrue(stage.cancel(false));
    assertEmpty();
    tasks.forEach(Runnable::run);
    assertEmpty();
  }

  @Test
  void acquire_limitPasses_namesTheLock() {
    Permit held = granted(lock.named("accounts").acquire("a"));
    var failure = failureOf(lock.acquire("a").within(Duration.ofMillis(1)));
    assertInstanceOf(TimeoutException.class, failure);
    assertEquals("AsyncKeyedLock[accounts]: no permit within PT0.001S", failure.getMessage());
    assertInstanceOf(TimeoutException.class, failed(lock.acquire("a").within(Duration.ZERO)));
    held.close();
    until("whom the limit gave up has left", () -> lock.size() == 0);
    assertEmpty();
  }

  @Test
  void giveUp_functionsOfTheLeaver_seeTheKeyWithoutIt() {
    Permit held = granted(lock.acquire("a"));
    Wait<Permit> waiter = lock.acquire("a");
    Wait<Integer> seen = waiter.handle((permit, failure) -> lock.waiting());
    waiter.cancel(false);
    assertEquals(0, granted(seen));
    held.close();
    assertEmpty();
  }

  @Test
  void keys_aHundredThousandInAChain_leaveNothingAndDoNotOverflowTheStack() { // law L5
    int keys = 100_000;
    List<Permit> held = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      held.add(lock.tryAcquire(i));
    }
    for (int i = 0; i < keys; i++) {
      int next = i + 1;
      lock.acquire(i)
          .thenAccept(
              permit -> {
                permit.close();
                if (next < keys) {
                  held.get(next).close();
                }
              });
    }
    held.getFirst().close();
    assertEmpty();
  }

  @Test
  void oneKey_aChainOfAHundredThousand_leavesNothing() {
    int[] in = {0};
    Permit held = granted(lock.acquire("a"));
    for (int i = 0; i < 100_000; i++) {
      lock.acquire("a")
          .thenAccept(
              permit -> {
                in[0]++;
                permit.close();
              });
    }
    held.close();
    assertEquals(100_000, in[0]);
    assertEmpty();
  }

  // ---- bodies

  @Test
  void with_bodyEnds_theKeyIsForgotten() {
    var stage = new CompletableFuture<Integer>();
    Wait<Integer> first = lock.with("a", () -> stage);
    Wait<Integer> second = lock.with("a", () -> CompletableFuture.completedFuture(2));
    assertPending(first, second);
    assertTrue(lock.isHeld("a"));
    stage.complete(1);
    assertEquals(1, granted(first));
    assertEquals(2, granted(second));
    assertEmpty();
  }

  @Test
  void with_bodyThrowsOrIsRefused_givesTheKeyBack() {
    Wait<Integer> thrown =
        lock.with(
            "a",
            () -> {
              throw new AssertionError("body");
            });
    assertEquals("body", failed(thrown).getMessage());
    assertInstanceOf(NullPointerException.class, failed(lock.<Integer>with("a", () -> null)));
    Wait<Integer> refused =
        lock.with(
            "a",
            task -> {
              throw new RejectedExecutionException("full");
            },
            () -> CompletableFuture.completedFuture(1));
    assertInstanceOf(RejectedExecutionException.class, failed(refused));
    assertEmpty();
  }

  @Test
  void with_executor_runsTheBodyThere() {
    List<Runnable> tasks = new ArrayList<>();
    Wait<Integer> wait =
        lock.with("a", tasks::add, () -> CompletableFuture.completedFuture(lock.size()));
    assertPending(wait);
    tasks.getFirst().run();
    assertEquals(1, value(wait));
    assertEmpty();
  }

  @Test
  void with_nulls_areRefusedAndChangeNothing() {
    assertThrows(NullPointerException.class, () -> lock.with("a", null));
    assertThrows(NullPointerException.class, () -> lock.with("a", null, () -> null));
    assertThrows(NullPointerException.class, () -> lock.with("a", Runnable::run, null));
    assertThrows(NullPointerException.class, () -> lock.with(null, () -> null));
    assertThrows(NullPointerException.class, () -> lock.acquire(null));
    assertThrows(NullPointerException.class, () -> lock.tryAcquire(null));
    assertThrows(NullPointerException.class, () -> lock.isHeld(null));
    assertEmpty();
  }

  // ---- the keys' own code

  @Test
  void acquire_equalsThrows_changesNothing() {
    var held = new OddKey(1, 7);
    Permit permit = granted(lock.acquire(held));
    var bad = new OddKey(1, 7);
    bad.inEquals =
        () -> {
          throw new AssertionError("equals");
        };
    assertThrows(AssertionError.class, () -> lock.acquire(bad));
    assertThrows(AssertionError.class, () -> lock.tryAcquire(bad));
    assertThrows(AssertionError.class, () -> lock.isHeld(bad));
    assertEquals(1, lock.size());
    assertEquals(0, lock.waiting());
    permit.close();
    assertEmpty();
  }

  @Test
  void close_equalsAndHashCodeThatThrowByNow_forgetsTheKeyAllTheSame() {
    List<OddKey> keys = new ArrayList<>();
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(new OddKey(i, 7));
      permits.add(granted(lock.acquire(keys.getLast())));
    }
    Wait<Permit> waiter = lock.acquire(keys.getFirst());
    keys.forEach(
        key -> {
          key.hash = 8;
          key.inEquals =
              () -> {
                throw new AssertionError("equals");
              };
        });
    waiter.cancel(false);
    permits.forEach(Permit::close);
    assertEmpty();
  }

  @Test
  void call_fromEquals_isRefusedAndChangesNothing() {
    Permit held = granted(lock.acquire(new OddKey(1, 7)));
    Permit other = granted(lock.acquire("other"));
    Wait<Permit> waiter = lock.acquire("other");
    var calling = new OddKey(1, 7);
    List<String> refusals = new ArrayList<>();
    List<Runnable> calls =
        List.of(
            () -> lock.acquire("a"),
            () -> lock.tryAcquire("a"),
            () -> lock.isHeld("a"),
            () -> lock.with("a", () -> null),
            other::close,
            () -> waiter.cancel(false));
    calling.inEquals =
        () ->
            calls.forEach(
                call ->
                    refusals.add(
                        assertThrows(IllegalStateException.class, call::run).getMessage()));
    Wait<Permit> wait = lock.named("odd").acquire(calling);
    assertEquals(6, refusals.size());
    assertEquals("AsyncKeyedLock[odd]: called by a key's equals", refusals.getFirst());
    assertEquals(2, lock.size());
    assertPending(wait, waiter);
    held.close();
    granted(wait).close();
    other.close();
    granted(waiter).close();
    assertEmpty();
  }

  // ---- as any primitive

  @Test
  void lock_inEveryState_showsIt() {
    AsyncKeyedLock<Object> accounts = lock.named("accounts");
    assertSame(lock, accounts);
    assertEquals("AsyncKeyedLock[accounts, 0 keys held]", Probe.shown(accounts));
    Permit held = granted(accounts.acquire("a"));
    Wait<Permit> wait = accounts.acquire("a");
    assertEquals("AsyncKeyedLock[accounts, 1 key held, 1 waiting]", Probe.shown(accounts));
    assertEquals(
        "Wait[acquire of AsyncKeyedLock[accounts, key a, held, 1 waiting], waiting]",
        Probe.shown(wait));
    assertEquals("Permit[AsyncKeyedLock[accounts], open]", Probe.shown(held));
    held.close();
    assertEquals("Permit[AsyncKeyedLock[accounts], closed]", Probe.shown(held));
  }

  @Test
  void permit_ofAKey_isRefusedByAConditionOfALock() {
    Permit held = granted(lock.acquire("a"));
    var condition = new AsyncLock().newCondition();
    assertInstanceOf(IllegalStateException.class, failed(condition.releaseUntilSignalled(held)));
    assertTrue(held.isOpen());
  }

  @Test
  void deadlock_twoKeysInOppositeOrder_isReportedWithTheKeysAndTheirHolders() {
    var accounts = new AsyncKeyedLock<String>().named("accounts");
    var thrown =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      TaskGroup.run(
                          group -> {
                            group.spawn("ann", () -> both(accounts, "a", "b"));
                            group.spawn("bob", () -> both(accounts, "b", "a"));
                          });
                      return null;
                    }));
    String message = thrown.getMessage();
    assertTrue(
        message.contains("waits for AsyncKeyedLock[accounts, key b, held, 1 waiting], held by"),
        message);
    assertTrue(
        message.contains("waits for AsyncKeyedLock[accounts, key a, held, 1 waiting], held by"),
        message);
  }

  private static Object both(AsyncKeyedLock<String> lock, String first, String second)
      throws Exception {
    try (var one = lock.acquire(first).await()) {
      Loop.sleep(Duration.ofSeconds(1));
      try (var two = lock.acquire(second).await()) {
        return List.of(one, two);
      }
    }
  }
}

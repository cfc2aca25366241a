package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.failed;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How primitives, their waits and their permits are called in messages. */
@Timeout(60)
class MessagesTest {
  private static void assertOperation(String operation, String lacking, Wait<?> wait) {
    assertFalse(wait.isDone(), wait::toString);
    assertEquals(operation + ": " + lacking, wait.operation() + ": " + wait.lacking());
    wait.cancel(false);
  }

  @Test
  void waits_always_sayWhatIsWaitedForAndWhatIsMissing() {
    var lock = new AsyncLock();
    var condition = lock.newCondition();
    Permit held = lock.tryAcquire();
    assertOperation("acquire", "no permit", lock.acquire());
    assertOperation("releaseUntilSignalled", "no signal", condition.releaseUntilSignalled(held));
    Permit again = lock.tryAcquire();
    assertOperation(
        "releaseUntil", "predicate not true", condition.releaseUntil(again, () -> false));
    var semaphore = new AsyncSemaphore(0);
    assertOperation("acquire", "no permit", semaphore.acquire());
    assertOperation("acquire(3)", "no 3 permits", semaphore.acquire(3));
    assertOperation("whenAvailable", "no permit", semaphore.whenAvailable());
    var table = new AsyncReadWriteLock();
    granted(table.acquireWrite());
    assertOperation("acquireRead", "no permit to read", table.acquireRead());
    assertOperation("acquireWrite", "no permit to write", table.acquireWrite());
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    assertOperation("take", "no item", queue.take());
    assertOperation("forEach", "not closed", queue.forEach(i -> null));
    queue.put(1);
    assertOperation("put", "no room", queue.put(2));
    assertOperation("whenDone", "not done", queue.whenDone());
    assertOperation("put", "no taker", AsyncQueue.<Integer>rendezvous().put(1));
    assertOperation("whenSet", "not set", new AsyncEvent().whenSet());
    assertOperation("whenSignalled", "no signal", new AsyncCondition().whenSignalled());
    assertOperation("take", "no signal", new AsyncSignal().take());
    assertOperation("whenZero", "count not zero", new AsyncLatch(1).whenZero());
    assertOperation("arrive", "not all have arrived", new AsyncBarrier(2).arrive());
    var made = new AsyncEvent();
    assertOperation("get", "no result", new AsyncLazy<>(made::whenSet).get());
    assertOperation("run", "no result", new SingleFlight<String, Void>().run("key", made::whenSet));
    var keyed = new AsyncKeyedLock<String>();
    granted(keyed.acquire("key"));
    assertOperation("acquire", "no permit", keyed.acquire("key"));
    var pool = AsyncPool.of(1, made::whenSet, x -> {});
    assertOperation("borrow", "no resource", pool.borrow());
    assertOperation("whenDone", "not done", pool.whenDone());
    var tracker = new AsyncTracker();
    assertOperation("whenDone", "not done", tracker.whenDone());
    assertTrue(tracker.enter().isOpen());
    assertOperation("whenIdle", "not idle", tracker.whenIdle());
    assertOperation("whenCancelled", "not cancelled", new CancelScope().whenCancelled());
    assertOperation("whenDone", "not set", new AsyncResult<Integer>().whenDone());
  }

  @Test
  void await_limitPasses_saysWhatIsMissingWhere() {
    AsyncQueue<Integer> queue = AsyncQueue.<Integer>unbounded().named("jobs");
    var timeout =
        assertThrows(TimeoutException.class, () -> queue.take().await(Duration.ofMillis(1)));
    assertEquals("AsyncQueue[jobs]: no item within PT0.001S", timeout.getMessage());
    var lock = new AsyncLock().named("db");
    var condition = lock.newCondition().named("changed");
    Wait<Void> wait = condition.releaseUntilSignalled(lock.tryAcquire());
    wait.within(Duration.ofMillis(1));
    assertEquals(
        "Condition[changed] of AsyncLock[db]: no signal within PT0.001S",
        Probe.failureOf(wait).getMessage());
  }

  @Test
  void wait_pending_showsItsOperationAndItsPrimitive() {
    AsyncQueue<Integer> queue = AsyncQueue.<Integer>unbounded().named("jobs");
    assertEquals(
        "Wait[take of AsyncQueue[jobs, 0 items, 1 taking], waiting]", Probe.shown(queue.take()));
    var pool = new AsyncSemaphore(1).named("pool");
    assertEquals(
        "Wait[acquire(2) of AsyncSemaphore[pool, 1 of 1 available, 1 waiting], waiting]",
        Probe.shown(pool.acquire(2)));
  }

  @Test
  void brief_named_isClassAndName() {
    var lock = new AsyncLock().named("db");
    assertEquals("AsyncLock[db]", Names.brief(lock));
    assertEquals("AsyncQueue[jobs]", Names.brief(AsyncQueue.unbounded().named("jobs")));
    assertEquals(
        "Condition[not full] of AsyncLock[db]", Names.brief(lock.newCondition().named("not full")));
    assertEquals("a stage", Names.brief("a stage"));
  }

  @Test
  void brief_unnamed_isWhatAThreadDumpSays() {
    var queue = AsyncQueue.unbounded();
    String identity = "@" + Integer.toHexString(System.identityHashCode(queue));
    assertEquals("AsyncQueue" + identity, Names.brief(queue));
    assertEquals("AsyncQueue[0 items]" + identity, queue.toString());
  }

  @Test
  void queue_always_countsItemsInWords() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    queue.put(1);
    assertEquals("AsyncQueue[1 item, 1 unfinished]", Probe.shown(queue));
    AsyncQueue<Integer> bounded = AsyncQueue.<Integer>bounded(10).named("jobs");
    for (int i = 0; i < 3; i++) {
      bounded.put(i);
    }
    bounded.whenDone();
    assertEquals("AsyncQueue[jobs, 3 of 10 items, 3 unfinished, 1 joining]", Probe.shown(bounded));
  }

  @Test
  void resize_waitingForMoreThanThat_failsWithTrueNumbers() {
    var pool = AsyncSemaphore.bounded(3).named("pool");
    granted(pool.acquire(3));
    Wait<Permit> two = pool.acquire(2);
    Wait<Permit> three = pool.acquire(3);
    Wait<Permit> one = pool.acquire();
    pool.resize(1);
    assertEquals(
        "AsyncSemaphore[pool]: 2 permits asked for, resized to 1", failed(two).getMessage());
    assertEquals(
        "AsyncSemaphore[pool]: 3 permits asked for, resized to 1", failed(three).getMessage());
    assertFalse(one.isDone());
    var tooMany = assertThrows(IllegalArgumentException.class, () -> pool.acquire(2));
    assertEquals("AsyncSemaphore[pool]: 2 permits asked for, there are 1", tooMany.getMessage());
  }

  @Test
  void permit_always_showsWhatItIsOf() {
    var lock = new AsyncLock().named("db");
    Permit held = lock.tryAcquire();
    assertEquals("Permit[AsyncLock[db], open]", held.toString());
    lock.newCondition().releaseUntilSignalled(held);
    assertEquals("Permit[AsyncLock[db], suspended]", held.toString());
    held.close();
    assertEquals("Permit[AsyncLock[db], closed]", held.toString());
    var pool = new AsyncSemaphore(3).named("pool");
    Permit two = pool.tryAcquire(2);
    assertEquals("Permit[2 of AsyncSemaphore[pool], open]", two.toString());
    two.close();
    assertEquals("Permit[2 of AsyncSemaphore[pool], closed]", two.toString());
    assertEquals("Permit[3 of AsyncSemaphore[pool], open]", granted(pool.acquire(3)).toString());
    var table = new AsyncReadWriteLock().named("table");
    Permit writing = table.tryAcquireWrite();
    assertEquals("Permit[AsyncReadWriteLock[table] to write, open]", writing.toString());
    assertEquals(
        "Permit[AsyncReadWriteLock[table] to read, open]", table.downgrade(writing).toString());
  }

  @Test
  void wait_refused_showsItsOperationToo() {
    var condition = new AsyncLock().named("db").newCondition();
    Wait<Void> refused = condition.releaseUntilSignalled(new AsyncLock().tryAcquire());
    String shown = refused.toString();
    assertTrue(
        shown.startsWith("Wait[releaseUntilSignalled of Condition[of AsyncLock[db, "), shown);
  }

  @Test
  void function_givenToAnExecutor_saysWhoseItIs() {
    List<Runnable> queued = new ArrayList<>();
    var event = new AsyncEvent().named("e");
    event.whenSet().thenRunAsync(() -> {}, queued::add);
    event.set();
    String shown = queued.get(0).toString();
    assertTrue(shown.startsWith("function on Wait[whenSet of AsyncEvent[e, "), shown);
    Wait<Void> source = new AsyncEvent().whenSet();
    source.thenRun(() -> {});
    Wait<Void> unwanted = source.handleAsync((value, failure) -> null, queued::add);
    assertTrue(unwanted.thenRun(() -> {}).cancel(false));
    assertTrue(queued.get(1).toString().startsWith("function on Wait["), queued::toString);
  }

  @Test
  void waits_always_nameWhatTheyWaitFor() {
    var lock = new AsyncLock().named("it");
    var condition = lock.newCondition().named("it");
    Map<String, Wait<?>> waits = new LinkedHashMap<>();
    waits.put(
        "Condition[it] of AsyncLock[it]: no signal",
        condition.releaseUntilSignalled(lock.tryAcquire()));
    var until = new AsyncLock().named("it");
    waits.put(
        "Condition[it] of AsyncLock[it]: predicate not true",
        until.newCondition().named("it").releaseUntil(until.tryAcquire(), () -> false));
    var held = new AsyncLock().named("it");
    held.tryAcquire();
    waits.put("AsyncLock[it]: no permit", held.acquire());
    waits.put("AsyncSemaphore[it]: no permit", new AsyncSemaphore(0).named("it").whenAvailable());
    waits.put("AsyncEvent[it]: not set", new AsyncEvent().named("it").whenSet());
    waits.put("AsyncCondition[it]: no signal", new AsyncCondition().named("it").whenSignalled());
    waits.put("AsyncResult[it]: not set", new AsyncResult<>().named("it").whenDone());
    AsyncQueue<Integer> queue = AsyncQueue.<Integer>bounded(1).named("it");
    waits.put("AsyncQueue[it]: not closed", queue.forEach(item -> new CompletableFuture<>()));
    queue.put(1);
    queue.put(2);
    waits.put("AsyncQueue[it]: no room", queue.put(3));
    waits.put("AsyncQueue[it]: not done", queue.whenDone());
    waits.put("gate: no result", Promise.of("gate").whenGranted());
    waits.forEach(
        (expected, wait) -> {
          String message = failureOf(wait.within(Duration.ZERO)).getMessage();
          assertTrue(message.endsWith(expected + " within PT0S"), message);
        });
  }

  @Test
  void stages_always_nameWhatTheyHangOn() {
    var event = new AsyncEvent().named("it");
    Wait<Void> stage = event.whenSet().thenApply(none -> none).thenRun(() -> {});
    assertTrue(stage.toString().startsWith("Wait[whenSet of AsyncEvent[it, "), stage::toString);
    assertEquals(
        "AsyncEvent[it]: not set within PT0S", failureOf(stage.within(Duration.ZERO)).getMessage());
    Wait<Void> several = Wait.allOf(event.whenSet(), event.whenSet());
    assertEquals("Wait[waiting]", several.toString());
    assertEquals(
        "Wait[waiting]: no result within PT0S",
        failureOf(several.within(Duration.ZERO)).getMessage());
  }

  @Test
  void clauses_always_nameWhatTheyAreAbout() {
    var lock = new AsyncLock().named("it");
    var semaphore = new AsyncSemaphore(1).named("it");
    var table = new AsyncReadWriteLock().named("it");
    AsyncQueue<Integer> queue = AsyncQueue.<Integer>bounded(1).named("it");
    Map<Clause<?>, String> clauses = new LinkedHashMap<>();
    clauses.put(Clause.acquire(lock), "AsyncLock");
    clauses.put(Clause.acquire(semaphore), "AsyncSemaphore");
    clauses.put(Clause.whenAvailable(semaphore), "AsyncSemaphore");
    clauses.put(Clause.acquireRead(table), "AsyncReadWriteLock");
    clauses.put(Clause.acquireWrite(table), "AsyncReadWriteLock");
    clauses.put(Clause.take(queue), "AsyncQueue");
    clauses.put(Clause.put(queue, 1), "AsyncQueue");
    clauses.put(Clause.whenDone(queue), "AsyncQueue");
    clauses.put(Clause.whenSet(new AsyncEvent().named("it")), "AsyncEvent");
    clauses.put(Clause.whenSignalled(new AsyncCondition().named("it")), "AsyncCondition");
    clauses.put(Clause.whenDone(new AsyncResult<>().named("it")), "AsyncResult");
    clauses.put(Clause.reserve(queue), "AsyncQueue");
    clauses.put(Clause.lease(queue), "AsyncQueue");
    clauses.put(Clause.take(new AsyncSignal().named("it")), "AsyncSignal");
    clauses.put(Clause.whenZero(new AsyncLatch(1).named("it")), "AsyncLatch");
    clauses.put(Clause.whenCancelled(new CancelScope().named("it")), "CancelScope");
    clauses.put(Clause.whenChanged(new AsyncValue<>(1).named("it"), 1), "AsyncValue");
    var limiter = AsyncRateLimiter.window(1, Duration.ofHours(1)).named("it");
    clauses.put(Clause.acquire(limiter), "AsyncRateLimiter");
    var broadcast = AsyncBroadcast.<Integer>lossy(1).named("it");
    clauses.put(Clause.take(broadcast.subscribe()), "AsyncBroadcast");
    clauses.forEach(
        (clause, type) -> {
          assertEquals("Clause[" + type + "[it]]", clause.toString());
          assertEquals("Select[the first of " + type + "[it]]", Select.ordered(clause).toString());
        });
  }

  /** Everything that goes wrong with a primitive called "it", and how it says so. */
  private static Map<String, Supplier<Throwable>> refusals() {
    Map<String, Supplier<Throwable>> all = new LinkedHashMap<>();
    var lock = new AsyncLock().named("it");
    lock.close();
    all.put("closed lock", () -> failed(lock.acquire()));
    all.put("closed lock, try", () -> thrown(lock::tryAcquire));
    var foreign = new AsyncLock().tryAcquire();
    var condition = new AsyncLock().named("it").newCondition();
    all.put("condition", () -> failed(condition.releaseUntilSignalled(foreign)));
    all.put("condition, until", () -> failed(condition.releaseUntil(foreign, () -> true)));
    var semaphore = AsyncSemaphore.bounded(2).named("it");
    all.put("release", () -> thrown(semaphore::release));
    all.put("release 0", () -> thrown(() -> semaphore.release(0)));
    all.put("acquire 0", () -> thrown(() -> semaphore.acquire(0)));
    all.put("acquire 3", () -> thrown(() -> semaphore.tryAcquire(3)));
    all.put("resize -1", () -> thrown(() -> semaphore.resize(-1)));
    var full = new AsyncSemaphore(Integer.MAX_VALUE).named("it");
    all.put("release too many", () -> thrown(full::release));
    var closed = new AsyncSemaphore(2).named("it");
    closed.close();
    all.put("closed semaphore", () -> failed(closed.acquire()));
    all.put("closed semaphore, available", () -> failed(closed.whenAvailable()));
    all.put("closed semaphore, release", () -> thrown(closed::release));
    all.put("closed semaphore, resize", () -> thrown(() -> closed.resize(3)));
    var table = new AsyncReadWriteLock().named("it");
    all.put("downgrade", () -> thrown(() -> table.downgrade(foreign)));
    AsyncQueue<Integer> queue = AsyncQueue.<Integer>unbounded().named("it");
    queue.close();
    all.put("closed queue, put", () -> failed(queue.put(1)));
    all.put("closed queue, offer", () -> thrown(() -> queue.offer(1)));
    all.put("closed queue, take", () -> failed(queue.take()));
    all.put("taskDone", () -> thrown(queue::taskDone));
    all.put("signal 0", () -> thrown(() -> new AsyncCondition().named("it").signal(0)));
    var result = new AsyncResult<String>().named("it");
    all.put("not ready", () -> thrown(result::getNow));
    var set = new AsyncResult<String>().named("it");
    set.set("value");
    all.put("set twice", () -> thrown(() -> set.set("other")));
    all.put("fail after set", () -> thrown(() -> set.fail(new RuntimeException("late"))));
    return all;
  }

  private static Throwable thrown(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(RuntimeException.class, call);
  }

  @Test
  void refusals_always_nameThePrimitiveFirst() {
    List<String> nameless = new ArrayList<>();
    refusals()
        .forEach(
            (what, refusal) -> {
              String message = refusal.get().getMessage();
              if (!message.matches("Async\\w+\\[it]: [^ ].*")) {
                nameless.add(what + " says " + message);
              }
            });
    assertEquals(List.of(), nameless);
  }

  @Test
  void refusals_always_nameNoClassThatIsNotPublic() {
    var ours = List.of("Request", "Pool", "Engine", "Listener", "Reader", "Primitive", "$");
    refusals()
        .forEach(
            (what, refusal) -> {
              String text = refusal.get().toString();
              ours.forEach(name -> assertFalse(text.contains(name), () -> what + ": " + text));
            });
  }

  @Test
  void release_bounded_saysTheState() {
    var pool = AsyncSemaphore.bounded(3).named("pool");
    pool.tryAcquire();
    var refusal = assertThrows(IllegalStateException.class, () -> pool.release(2));
    assertEquals(
        "AsyncSemaphore[pool]: release(2) of a bounded semaphore, 2 of 3 available",
        refusal.getMessage());
    assertTrue(pool.toString().contains("2 of 3"), pool::toString);
  }
}

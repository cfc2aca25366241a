package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Clause.acquire;
import static toro.Clause.acquireRead;
import static toro.Clause.acquireWrite;
import static toro.Clause.after;
import static toro.Clause.by;
import static toro.Clause.put;
import static toro.Clause.take;
import static toro.Clause.whenAvailable;
import static toro.Clause.whenDone;
import static toro.Clause.whenSet;
import static toro.Clause.whenSignalled;
import static toro.Eventually.failure;
import static toro.Eventually.value;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for the first of several things. */
@Timeout(60)
class SelectTest {
  private final AsyncQueue<String> orders = AsyncQueue.<String>bounded(2).named("orders");
  private final AsyncQueue<String> mails = AsyncQueue.<String>unbounded().named("mails");
  private final AsyncQueue<String> handover = AsyncQueue.<String>rendezvous().named("handover");
  private final AsyncEvent stopping = new AsyncEvent().named("stopping");
  private final AsyncLock lock = new AsyncLock().named("lock");
  private final Clause<String> order = take(orders);
  private final Clause<String> mail = take(mails);
  private final Clause<Void> stop = whenSet(stopping);
  private final Clause<Permit> locked = acquire(lock);

  private void assertNobodyWaits() {
    for (Object each : List.of(orders, mails, handover, stopping, lock)) {
      Subjects.assertNobodyWaits(each);
    }
  }

  // ---- what is ready

  @Test
  void select_ofSeveralThatAreReady_takesTheFirstInOrderAndNothingElse() {
    orders.put("order");
    mails.put("mail");
    stopping.set();
    Selected won = value(Select.ordered(mail, order, stop, locked).select());
    assertTrue(won.is(mail));
    assertEquals(0, won.index());
    assertEquals("mail", won.get(mail));
    assertEquals(1, orders.size());
    assertEquals(0, mails.size());
    assertFalse(lock.isHeld());
    assertNobodyWaits();
  }

  @Test
  void select_fair_takesEachThatIsReadyAboutAsOften() {
    Select select = Select.fair(whenSet(new AsyncEvent()), order, stop, mail, locked);
    stopping.set();
    int[] times = new int[5];
    for (int i = 0; i < 100_000; i++) {
      orders.offer("order");
      mails.offer("mail");
      Selected won = value(select.select());
      times[won.index()]++;
      if (won.is(locked)) {
        won.get(locked).close();
      }
      mails.poll();
    }
    assertEquals(0, times[0]);
    for (int i = 1; i < times.length; i++) {
      assertEquals(25_000, times[i], 2_500, "clause " + i);
    }
  }

  @Test
  void trySelect_ofNothingReady_isNullAndChangesNothing() {
    Permit held = lock.tryAcquire();
    assertNull(
        Select.ordered(order, mail, stop, locked, whenSignalled(new AsyncCondition())).trySelect());
    assertNobodyWaits();
    held.close();
    Selected won = Select.ordered(order, locked).trySelect();
    assertTrue(won.is(locked));
    won.get(locked).close();
    assertNull(Select.ordered().trySelect());
  }

  @Test
  void everyClause_thatIsReady_isChosen() {
    var semaphore = new AsyncSemaphore(3);
    var readWrite = new AsyncReadWriteLock();
    var result = new AsyncResult<String>();
    result.set("result");
    mails.offer("mail");
    Wait<Void> putting = handover.put("hand");
    stopping.set();
    assertEquals("mail", only(mail));
    assertEquals("hand", only(take(handover)));
    assertTrue(putting.isDone());
    assertNull(only(put(orders, "order")));
    assertEquals("order", orders.poll());
    assertNull(only(stop));
    assertEquals("result", only(whenDone(result)));
    assertEquals("stage", only(whenDone(CompletableFuture.completedFuture("stage"))));
    assertNull(only(whenDone(handoverDone())));
    assertNull(only(whenAvailable(semaphore)));
    assertNull(only(after(Duration.ZERO)));
    assertNull(only(after(Duration.ofSeconds(-1))));
    assertNull(only(by(Deadline.after(Duration.ZERO))));
    only(locked).close();
    only(acquire(semaphore)).close();
    only(acquire(semaphore, 3)).close();
    only(acquireRead(readWrite)).close();
    only(acquireWrite(readWrite)).close();
    assertEquals(3, semaphore.available());
    assertFalse(readWrite.isWriteHeld());
    assertFalse(lock.isHeld());
  }

  private AsyncQueue<String> handoverDone() {
    handover.taskDone();
    return handover;
  }

  private static <T> T only(Clause<T> clause) {
    return value(Wait.firstOf(whenSet(new AsyncEvent()), clause)).get(clause);
  }

  @Test
  void putClause_thatMeetsATaker_handsItOver() {
    Wait<String> taker = handover.take();
    assertNull(only(put(handover, "item")));
    assertEquals("item", value(taker));
  }

  @Test
  void takeClause_ofAFullQueue_letsTheWaitingPutIn() {
    orders.offer("1");
    orders.offer("2");
    Wait<Void> third = orders.put("3");
    assertEquals("1", only(order));
    assertTrue(third.isDone());
    assertEquals(2, orders.size());
  }

  // ---- what is waited for

  @Test
  void select_ofNothingReady_waitsAndTheFirstEventDecides() {
    Permit held = lock.tryAcquire();
    Wait<Selected> wait = Select.ordered(order, mail, stop, locked).select();
    assertFalse(wait.isDone());
    assertEquals(1, orders.waiting());
    assertEquals(1, mails.waiting());
    assertEquals(1, stopping.waiting());
    assertEquals(1, lock.waiting());

    mails.put("mail");

    assertTrue(wait.isDone());
    assertNobodyWaits();
    held.close();
    stopping.set();
    orders.put("order");
    assertEquals("mail", value(wait).get(mail));
    assertEquals(1, value(wait).index());
    assertEquals(1, orders.size());
    assertFalse(lock.isHeld());
  }

  @Test
  void everyClause_thatBecomesReady_isChosen() {
    var semaphore = new AsyncSemaphore(0);
    var readWrite = new AsyncReadWriteLock();
    Permit writing = readWrite.tryAcquireWrite();
    var result = new AsyncResult<String>();
    var stage = new CompletableFuture<String>();
    var condition = new AsyncCondition();
    mails.offer("unfinished");
    mails.poll();
    orders.offer("1");
    orders.offer("2");
    Permit held = lock.tryAcquire();
    assertEquals("hand", later(take(handover), () -> handover.offer("hand")));
    assertNull(later(put(orders, "3"), orders::poll));
    assertNull(later(put(handover, "given"), () -> assertEquals("given", handover.poll())));
    assertNull(later(stop, stopping::set));
    assertNull(later(whenSignalled(condition), condition::signal));
    assertEquals("result", later(whenDone(result), () -> result.set("result")));
    assertEquals("stage", later(whenDone(stage), () -> stage.complete("stage")));
    assertNull(later(whenDone(mails), mails::taskDone));
    assertNull(later(whenAvailable(semaphore), semaphore::release));
    semaphore.acquire().join();
    later(locked, held::close).close();
    later(acquire(semaphore, 2), () -> semaphore.release(2)).close();
    later(acquireRead(readWrite), writing::close).close();
    Permit reading = readWrite.tryAcquireRead();
    later(acquireWrite(readWrite), reading::close).close();
    assertNull(later(after(Duration.ofMillis(1)), () -> {}));
    assertNull(later(by(Deadline.after(Duration.ofMillis(1))), () -> {}));
    assertEquals(2, semaphore.available());
    assertFalse(lock.isHeld());
  }

  private static <T> T later(Clause<T> clause, Runnable event) {
    var never = new AsyncEvent();
    Wait<Selected> wait = Wait.firstOf(whenSet(never), clause);
    event.run();
    T got = value(wait).get(clause);
    Subjects.assertNobodyWaits(never);
    return got;
  }

  @Test
  void select_amongPlainWaits_isServedInItsTurn() {
    Wait<String> first = mails.take();
    Wait<Selected> second = Select.ordered(stop, mail).select();
    Wait<String> third = mails.take();
    Wait<Selected> fourth = Select.ordered(mail, stop).select();
    assertNull(mails.poll());
    for (int i = 1; i <= 4; i++) {
      mails.put("" + i);
    }
    assertEquals("1", value(first));
    assertEquals("2", value(second).get(mail));
    assertEquals("3", value(third));
    assertEquals("4", value(fourth).get(mail));
  }

  @Test
  void select_ofALargeRequest_letsNobodyPass_andTheSmallOnesInWhenItLoses() {
    var semaphore = new AsyncSemaphore(1);
    Wait<Selected> large = Select.ordered(acquire(semaphore, 2), stop).select();
    Wait<Permit> small = semaphore.acquire();
    assertNull(semaphore.tryAcquire());
    assertFalse(small.isDone());
    stopping.set();
    assertTrue(value(large).is(stop));
    assertTrue(small.isDone());
    assertEquals(0, semaphore.available());
  }

  @Test
  void functions_ofThoseWhoAreLetInAndOfThoseBehind_run() {
    var semaphore = new AsyncSemaphore(1);
    List<String> ran = new ArrayList<>();
    Wait<Selected> select = Select.ordered(acquire(semaphore, 2), stop).select();
    semaphore.acquire().thenRun(() -> ran.add("let in"));
    stopping.whenSet().thenRun(() -> ran.add("behind"));
    select.thenRun(() -> ran.add("select"));
    stopping.set();
    assertEquals(List.of("select", "let in", "behind"), ran);
    select = Select.ordered(acquire(semaphore, 2), whenSet(new AsyncEvent())).select();
    semaphore.release();
    semaphore.acquire().thenRun(() -> ran.add("let in by a limit"));
    assertEquals(3, ran.size());
    assertTrue(select.within(Duration.ZERO).isDone());
    assertEquals("let in by a limit", ran.get(3));
  }

  @Test
  void functions_ofAPutThatATakeClauseLetsIn_run() {
    List<String> ran = new ArrayList<>();
    orders.offer("1");
    orders.offer("2");
    orders.put("3").thenRun(() -> ran.add("put"));
    assertEquals("1", Select.ordered(order).trySelect().get(order));
    assertEquals(List.of("put"), ran);
  }

  @Test
  void select_thatIsGivenUp_leavesAllLinesAndWakesWhomItBlocked() {
    var semaphore = new AsyncSemaphore(1);
    Wait<Selected> large = Select.ordered(order, acquire(semaphore, 2)).select();
    Wait<Permit> small = semaphore.acquire();
    assertTrue(large.cancel(false));
    assertTrue(small.isDone());
    assertNobodyWaits();
    assertInstanceOf(CancellationException.class, failure(large));
  }

  @Test
  void put_thatLoses_isNeverDeliveredAndNoTask() {
    Wait<Selected> wait = Select.ordered(put(handover, "lost"), stop).select();
    stopping.set();
    assertTrue(value(wait).is(stop));
    assertNull(handover.poll());
    assertTrue(handover.whenDone().isDone());
    Wait<String> taker = handover.take();
    assertFalse(taker.isDone());
  }

  @Test
  void putAndTake_ofOneRendezvous_neverMeetThemselves() {
    Clause<Void> giving = put(handover, "own");
    Clause<String> taking = take(handover);
    Wait<Selected> wait = Select.ordered(giving, taking).select();
    assertFalse(wait.isDone());
    assertEquals(2, handover.waiting());
    Wait<Selected> other = Select.ordered(put(handover, "other"), take(handover)).select();
    assertTrue(value(wait).is(taking));
    assertEquals("other", value(wait).get(taking));
    assertEquals(0, value(other).index());
    assertEquals(0, handover.waiting());
  }

  @Test
  void selects_thatFaceEachOtherOverTwoQueues_meetOnce() {
    AsyncQueue<String> back = AsyncQueue.rendezvous();
    Wait<Selected> one = Select.ordered(put(handover, "there"), take(back)).select();
    Wait<Selected> two = Select.ordered(put(back, "back"), take(handover)).select();
    assertEquals(1, value(one).index());
    assertEquals(0, value(two).index());
    assertEquals(0, handover.waiting() + back.waiting());
  }

  @Test
  void select_ofNoClauses_waitsUntilItIsGivenUp() {
    Wait<Selected> wait = Select.ordered().select();
    assertFalse(wait.isDone());
    assertTrue(wait.cancel(false));
  }

  @Test
  void event_setAndClearedAtOnce_isChosen() {
    Wait<Selected> wait = Select.ordered(order, stop).select();
    stopping.set();
    stopping.clear();
    assertTrue(value(wait).is(stop));
    assertFalse(Select.ordered(order, stop).select().isDone());
  }

  @Test
  void aSelect_usedAgainAndAgain_isTheSameEachTime() {
    Select select = Select.ordered(stop, order);
    for (int i = 0; i < 100; i++) {
      Wait<Selected> wait = select.select();
      orders.put("order " + i);
      assertEquals("order " + i, value(wait).get(order));
      assertNobodyWaits();
    }
  }

  // ---- limits

  @Test
  void after_isCountedFromEachSelect() {
    Select select = Select.ordered(order, after(Duration.ofMillis(1)));
    for (int i = 0; i < 3; i++) {
      assertEquals(1, value(select.select()).index());
      assertNobodyWaits();
    }
  }

  @Test
  void within_ofASelect_leavesAllLinesAndNamesThem() {
    Throwable failure = failure(Select.ordered(order, stop).select().within(Duration.ofMillis(1)));
    assertInstanceOf(TimeoutException.class, failure);
    assertEquals(
        "the first of AsyncQueue[orders], AsyncEvent[stopping]: nothing within PT0.001S",
        failure.getMessage());
    assertNobodyWaits();
  }

  @Test
  void theSoonestOfSeveralTimes_isChosen() {
    Clause<Void> soon = after(Duration.ofMillis(1));
    Clause<Void> late = after(Duration.ofHours(1));
    assertTrue(value(Select.ordered(late, order, soon).select()).is(soon));
    assertTrue(value(Select.ordered(soon, order, late).select()).is(soon));
  }

  @Test
  void by_onAnotherClock_isRefusedAndChangesNothing() throws Exception {
    Clause<Void> real = by(Deadline.after(Duration.ofHours(1)));
    Loop.simulate(
        1,
        () -> {
          assertThrows(IllegalArgumentException.class, () -> Select.ordered(order, real).select());
          return null;
        });
    assertNobodyWaits();
  }

  // ---- failing

  @Test
  void clause_thatFails_failsTheSelect() {
    Wait<Selected> waiting = Select.ordered(order, stop).select();
    var cause = new IOException("gone");
    orders.close(cause);
    assertInstanceOf(ClosedException.class, failure(waiting));
    assertSame(cause, failure(waiting).getCause());
    assertInstanceOf(ClosedException.class, failure(Select.ordered(stop, order).select()));
    assertThrows(ClosedException.class, () -> Select.ordered(stop, order).trySelect());
    assertNobodyWaits();
    stopping.set();
    assertTrue(value(Select.ordered(stop, order).select()).is(stop));
  }

  @Test
  void clause_thatHasFailedBefore_failsTheSelectAtOnce() {
    var failure = new IOException("gone");
    var result = new AsyncResult<String>();
    result.fail(failure);
    assertSame(failure, failure(Select.ordered(stop, whenDone(result)).select()));
    lock.close(failure);
    assertSame(failure, failure(Select.ordered(stop, locked).select()).getCause());
    assertThrows(ClosedException.class, () -> Select.ordered(locked, stop).trySelect());
    var semaphore = new AsyncSemaphore(0);
    semaphore.close(failure);
    assertSame(failure, failure(Select.ordered(stop, acquire(semaphore)).select()).getCause());
    assertSame(
        failure, failure(Select.ordered(stop, whenAvailable(semaphore)).select()).getCause());
    assertThrows(
        ClosedException.class, () -> Select.ordered(whenAvailable(semaphore), stop).trySelect());
    assertNobodyWaits();
  }

  @Test
  void clause_ofMorePermitsThanThereAreByNow_failsTheSelect() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2).named("pool");
    Clause<Permit> both = acquire(semaphore, 2);
    semaphore.resize(1);
    assertEquals(
        "AsyncSemaphore[pool]: 2 permits asked for, there are 1",
        failure(Select.ordered(stop, both).select()).getMessage());
    assertEquals(1, semaphore.available());
    assertNobodyWaits();
  }

  @Test
  void whenAvailable_tried_isChosenWhileTheSemaphoreIsFree() {
    var semaphore = new AsyncSemaphore(1);
    Select select = Select.ordered(whenAvailable(semaphore));
    assertNotNull(select.trySelect());
    Permit permit = semaphore.tryAcquire();
    assertNull(select.trySelect());
    permit.close();
    assertNotNull(select.trySelect());
    assertEquals(1, semaphore.available());
  }

  @Test
  void settledClause_thatFails_isChosen() {
    Clause<String> settled = order.settled();
    Wait<Selected> waiting = Select.ordered(settled, stop).select();
    orders.close();
    Selected won = value(waiting);
    assertTrue(won.is(settled));
    assertThrows(ClosedException.class, () -> won.get(settled));
    Selected atOnce = Select.ordered(stop, settled).trySelect();
    assertTrue(atOnce.is(settled));
    assertThrows(ClosedException.class, () -> atOnce.get(settled));
    assertNobodyWaits();
  }

  @Test
  void settledStage_thatFailsWithACheckedException_isWrapped() {
    var stage = new CompletableFuture<String>();
    Clause<String> settled = whenDone(stage).settled();
    Wait<Selected> waiting = Select.ordered(settled, stop).select();
    var failure = new IOException("gone");
    stage.completeExceptionally(failure);
    Selected won = value(waiting);
    assertSame(failure, assertThrows(CompletionException.class, () -> won.get(settled)).getCause());
    assertSame(failure, failure(Select.ordered(stop, whenDone(stage)).select()));
  }

  @Test
  void settledStage_thatFailsUnchecked_isThrownAsItIs() {
    for (Throwable failure : List.of(new StackOverflowError(), new IllegalArgumentException())) {
      Clause<String> settled = whenDone(CompletableFuture.<String>failedFuture(failure)).settled();
      Selected won = value(Select.ordered(stop, settled).select());
      assertSame(failure, assertThrows(failure.getClass(), () -> won.get(settled)));
    }
  }

  @Test
  void settledStage_withNull_hasNull() {
    var stage = new CompletableFuture<String>();
    Clause<String> done = whenDone(stage);
    Wait<Selected> waiting = Select.ordered(stop, done).select();
    stage.complete(null);
    assertNull(value(waiting).get(done));
  }

  @Test
  void comparator_thatThrowsAsAPutIsReady_failsTheSelectAndKeepsTheQueue() {
    AsyncQueue<Integer> queue =
        AsyncQueue.priority(
            2,
            (a, b) -> {
              if (a == 13 || b == 13) {
                throw new IllegalArgumentException("13");
              }
              return Integer.compare(a, b);
            });
    queue.offer(5);
    Clause<Void> bad = put(queue, 13);
    assertEquals("13", failure(Select.ordered(stop, bad).select()).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Select.ordered(bad, stop).trySelect());
    Clause<Void> settled = bad.settled();
    Selected chosen = value(Select.ordered(stop, settled).select());
    assertThrows(IllegalArgumentException.class, () -> chosen.get(settled));
    assertEquals(1, queue.size());
    assertEquals(1, queue.unfinishedTasks());
    assertEquals(5, queue.poll());
  }

  @Test
  void comparator_thatThrowsWhileAPutIsAdmitted_failsTheSelectAndKeepsTheQueue() {
    AsyncQueue<Integer> queue =
        AsyncQueue.priority(
            1,
            (a, b) -> {
              if (a == 13 || b == 13) {
                throw new IllegalArgumentException("13");
              }
              return Integer.compare(a, b);
            });
    queue.offer(5);
    Clause<Void> bad = put(queue, 13);
    Wait<Selected> plain = Select.ordered(bad, stop).select();
    Clause<Void> settled = put(queue, 13).settled();
    Wait<Selected> chosen = Select.ordered(settled, stop).select();
    Wait<Selected> good = Select.ordered(put(queue, 7), stop).select();
    assertEquals(5, queue.poll());
    assertEquals("13", failure(plain).getMessage());
    assertThrows(IllegalArgumentException.class, () -> value(chosen).get(settled));
    assertTrue(value(good).index() == 0);
    assertEquals(7, queue.poll());
    assertNull(queue.poll());
    assertEquals(0, queue.waiting() + stopping.waiting());
  }

  // ---- give-back

  @Test
  void permit_thatNobodyReceives_goesBack() {
    Permit held = lock.tryAcquire();
    List<Runnable> later = new ArrayList<>();
    Wait<Selected> wait = Select.ordered(order, locked).select();
    Wait<Void> stage = wait.thenAcceptAsync(won -> {}, later::add);
    held.close();
    assertTrue(lock.isHeld());
    assertTrue(stage.cancel(false));
    assertFalse(lock.isHeld());
    later.forEach(Runnable::run);
    assertFalse(lock.isHeld());
  }

  @Test
  void item_thatNobodyReceives_goesBackToItsPlace() {
    List<Runnable> later = new ArrayList<>();
    Wait<Selected> wait = Select.ordered(stop, mail).select();
    Wait<Void> stage = wait.thenAcceptAsync(won -> {}, later::add);
    mails.put("1");
    mails.put("2");
    assertTrue(stage.cancel(false));
    assertEquals("1", mails.poll());
    assertEquals("2", mails.poll());
    mails.taskDone();
    assertFalse(mails.whenDone().isDone());
    mails.taskDone();
    assertTrue(mails.whenDone().isDone());
  }

  @Test
  void signal_thatNobodyReceives_goesToTheNext() {
    var condition = new AsyncCondition();
    List<Runnable> later = new ArrayList<>();
    Wait<Void> stage =
        Select.ordered(stop, whenSignalled(condition))
            .select()
            .thenAcceptAsync(won -> {}, later::add);
    Wait<Void> next = condition.whenSignalled();
    condition.signal();
    assertFalse(next.isDone());
    assertTrue(stage.cancel(false));
    assertTrue(next.isDone());
  }

  @Test
  void signal_toASelectThatHasLost_goesToTheNext() {
    var condition = new AsyncCondition();
    Wait<Selected> loser = Select.ordered(whenSignalled(condition), stop).select();
    Wait<Void> next = condition.whenSignalled();
    stopping.set();
    assertTrue(value(loser).is(stop));
    condition.signal();
    assertTrue(next.isDone());
  }

  // ---- stages that are observed

  @Test
  void whenDone_ofAStage_neverCancelsItAndHangsOnItOnce() {
    var stage = new CompletableFuture<String>();
    Select select = Select.ordered(whenDone(stage), mail);
    for (int i = 0; i < 1_000; i++) {
      Wait<Selected> wait = select.select();
      mails.put("mail");
      assertEquals(1, value(wait).index());
    }
    assertFalse(stage.isDone());
    assertEquals(1, stage.getNumberOfDependents());
    stage.complete("end");
    assertEquals(0, value(select.select()).index());
  }

  @Test
  void whenDone_ofAWait_isAClauseToo() {
    Wait<String> take = mails.take();
    Clause<String> done = whenDone(take);
    Wait<Selected> wait = Select.ordered(stop, done).select();
    mails.put("mail");
    assertEquals("mail", value(wait).get(done));
  }

  // ---- long chains

  @Test
  void selects_thatGrantEachOtherInline_doNotOverflow() {
    int n = 1_000_000;
    int[] done = new int[1];
    Permit first = lock.tryAcquire();
    Select select = Select.ordered(stop, locked);
    for (int i = 0; i < n; i++) {
      var unused =
          select
              .select()
              .thenAccept(
                  won -> {
                    done[0]++;
                    won.get(locked).close();
                  });
    }
    first.close();
    assertEquals(n, done[0]);
    assertNobodyWaits();
  }

  @Test
  void selects_thatBlockEachOther_leaveInOneGoWithoutOverflow() {
    int n = 100_000;
    var semaphore = new AsyncSemaphore(1);
    List<Wait<Selected>> waits = new ArrayList<>();
    for (int i = 0; i < n; i++) { // each blocks all behind it, until the event is set
      waits.add(Select.ordered(acquire(semaphore, 2), stop).select());
    }
    Wait<Permit> last = semaphore.acquire();
    stopping.set();
    waits.forEach(wait -> assertEquals(1, value(wait).index()));
    assertTrue(last.isDone());
  }

  @Test
  void function_ofTheWinnerThatSelectsAgain_runsInConstantStack() {
    int[] rounds = new int[1];
    stopping.set();
    again(Select.ordered(order, stop), rounds);
    assertEquals(1_000_000, rounds[0]);
  }

  private static void again(Select select, int[] rounds) {
    var unused =
        select
            .select()
            .thenAccept(
                won -> {
                  if (++rounds[0] < 1_000_000) {
                    again(select, rounds);
                  }
                });
  }

  // ---- threads

  @Test
  void everyKindOfCaller_standsInOneLine() throws Exception {
    List<String> got = new ArrayList<>();
    Select select = Select.ordered(stop, mail);
    TaskGroup.run(
        group -> {
          Wait<Void> callback = select.select().thenAccept(won -> got.add("callback"));
          group.spawn(
              () -> {
                Wait<Selected> wait = select.select();
                mails.offer("1");
                mails.offer("2");
                assertEquals("2", wait.await().get(mail));
              });
          value(callback);
        });
    assertEquals(List.of("callback"), got);
    assertNobodyWaits();
  }

  @Test
  void interrupt_ofAThreadWhoseSelectWasGranted_isKept() throws Exception {
    mails.offer("mail");
    Wait<Selected> wait = Select.ordered(stop, mail).select();
    Thread.currentThread().interrupt();
    assertEquals("mail", wait.await().get(mail));
    assertTrue(Thread.interrupted());
  }

  @Test
  void simulations_withOneSeed_chooseAlike() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      long s = seed;
      assertEquals(chosen(s), chosen(s), "seed " + s);
    }
    assertTrue(chosen(1).contains(0) && chosen(1).contains(1));
  }

  private static List<Integer> chosen(long seed) throws Exception {
    return Loop.simulate(
        seed,
        () -> {
          var event = new AsyncEvent();
          event.set();
          List<Integer> chosen = new ArrayList<>();
          Select select = Select.fair(whenSet(event), after(Duration.ZERO));
          for (int i = 0; i < 64; i++) {
            chosen.add(select.select().await().index());
          }
          return chosen;
        });
  }

  @Test
  void time_ofASimulatedLoop_decidesASelect() throws Exception {
    Loop.simulate(
        1,
        () -> {
          AsyncQueue<String> queue = AsyncQueue.unbounded();
          Clause<String> item = take(queue);
          Select select = Select.ordered(item, after(Duration.ofHours(1)));
          Deadline end = Deadline.after(Duration.ofHours(1));
          assertEquals(1, select.select().await().index());
          assertTrue(end.isExpired());
          assertEquals(0, queue.waiting());
          return null;
        });
  }

  @Test
  void stageOutside_ofASimulatedLoop_holdsItsTimeWhileItIsWaitedFor() throws Exception {
    var stage = new CompletableFuture<String>();
    Loop.simulate(
        1,
        () -> {
          Clause<String> outside = whenDone(stage);
          Wait<Selected> wait = Select.ordered(outside, after(Duration.ofHours(1))).select();
          Thread other = Thread.ofPlatform().start(() -> stage.complete("outside"));
          assertEquals("outside", wait.await().get(outside));
          Eventually.join(other);
          return null;
        });
  }

  @Test
  void deadlock_ofASelect_namesAllItsClausesAndWhoHoldsThem() {
    var deadlock =
        assertThrows(
            DeadlockException.class,
            () ->
                Loop.simulate(
                    1,
                    () -> {
                      AsyncLock held = new AsyncLock().named("held");
                      held.acquire().await();
                      Wait.firstOf(acquire(held), take(AsyncQueue.unbounded().named("empty")))
                          .await();
                      return null;
                    }));
    String report = deadlock.getMessage();
    assertTrue(report.contains("the first of AsyncLock[held, held"), report);
    assertTrue(report.contains("AsyncQueue[empty, 0 items"), report);
    assertTrue(report.contains("held by"), report);
  }

  // ---- misuse

  @Test
  void get_ofAnotherClause_isRefused() {
    stopping.set();
    Selected won = value(Select.ordered(order, stop).select());
    var refusal = assertThrows(IllegalStateException.class, () -> won.get(order));
    assertEquals("clause 1 was selected, not 0", refusal.getMessage());
    assertThrows(IllegalStateException.class, () -> won.get(mail));
    assertThrows(NullPointerException.class, () -> won.is(null));
  }

  @Test
  void clauses_thatMakeNoSense_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> Select.ordered(order, stop, order));
    assertThrows(IllegalArgumentException.class, () -> Select.fair(order, null));
    Clause<?>[] many = new Clause<?>[1_001];
    for (int i = 0; i < many.length; i++) {
      many[i] = whenSet(stopping);
    }
    assertThrows(IllegalArgumentException.class, () -> Select.ordered(many));
    many[0] = null;
    assertThrows(NullPointerException.class, () -> take((AsyncQueue<Integer>) null));
    assertThrows(NullPointerException.class, () -> put(orders, null));
    assertThrows(NullPointerException.class, () -> after(null));
    assertThrows(NullPointerException.class, () -> by(null));
    assertThrows(IllegalArgumentException.class, () -> acquire(AsyncSemaphore.bounded(1), 2));
    assertThrows(IllegalArgumentException.class, () -> acquire(new AsyncSemaphore(1), 0));
  }

  @Test
  void select_fromTheComparatorOfAQueueThatItIsAbout_isRefused() {
    List<Throwable> seen = new ArrayList<>();
    List<AsyncQueue<Integer>> self = new ArrayList<>();
    AsyncQueue<Integer> queue =
        AsyncQueue.priority(
            9,
            (a, b) -> {
              try {
                Wait.firstOf(take(self.get(0)));
              } catch (IllegalStateException refusal) {
                seen.add(refusal);
              }
              return Integer.compare(a, b);
            });
    self.add(queue);
    queue.offer(1);
    seen.clear();
    queue.offer(2);
    assertFalse(seen.isEmpty());
    assertEquals(2, queue.size());
  }

  @Test
  void strings_nameWhatIsWaitedFor() {
    Select select = Select.ordered(order, stop);
    assertEquals(
        "Select[the first of AsyncQueue[orders], AsyncEvent[stopping]]", select.toString());
    assertEquals(
        "Wait[select of the first of AsyncQueue[orders], AsyncEvent[stopping], waiting]",
        select.select().toString());
    assertEquals("Clause[AsyncQueue[orders]]", order.toString());
    assertEquals("Clause[after PT1S]", after(Duration.ofSeconds(1)).toString());
    assertEquals("Clause[by Deadline[expired]]", by(Deadline.after(Duration.ZERO)).toString());
    assertEquals("Clause[a CompletableFuture]", whenDone(new CompletableFuture<>()).toString());
  }
}

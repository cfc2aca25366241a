package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Lines.Line;
import toro.Subjects.Kind;
import toro.Subjects.LockSubject;
import toro.Subjects.QueueSubject;

/** First come, first served, whoever comes; and nobody slips in between (law L1). */
@Timeout(60)
class OrderContractTest {

  static List<Kind<LockSubject>> exclusive() {
    return Subjects.exclusive();
  }

  static List<Kind<LockSubject>> locks() {
    return Subjects.locks();
  }

  static List<Kind<QueueSubject>> queues() {
    return Subjects.queues();
  }

  static List<Kind<Line>> lines() {
    return Lines.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exclusive")
  void waiters_ofMixedKinds_areGrantedInTheOrderOfTheirCalls(Kind<LockSubject> kind) {
    LockSubject subject = kind.make();
    int everything = subject.limit();
    boolean whole = subject.weights()[subject.weights().length - 1] == everything;
    List<AutoCloseable> held = subject.drain();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int number = i;
      int weight = whole ? everything : 1;
      if (i % 3 == 0) {
        ends.add(
            subject
                .acquire(weight)
                .thenAccept(
                    permit -> {
                      order.add(number);
                      Subjects.close(permit);
                    }));
        continue;
      }
      AtomicReference<CompletableFuture<AutoCloseable>> wait = new AtomicReference<>();
      CompletableFuture<Void> end = new CompletableFuture<>();
      ends.add(end);
      Runnable body =
          () -> {
            wait.set(subject.acquire(weight));
            AutoCloseable permit = value(wait.get());
            order.add(number);
            Subjects.close(permit);
            end.complete(null);
          };
      threads.add((i % 3 == 1 ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(body));
      until("it stands in line", () -> wait.get() != null);
    }
    assertTrue(order.isEmpty());

    // with one permit the order is the sequence inside; with several, one at a time is passed on
    for (int i = 0; i < (whole ? held.size() : 1); i++) {
      Subjects.close(held.get(i));
    }

    ends.forEach(Eventually::value);
    threads.forEach(Eventually::join);
    assertEquals(IntStream.range(0, 30).boxed().toList(), order);
    for (int i = 1; i < held.size() && !whole; i++) {
      Subjects.close(held.get(i));
    }
    subject.assertAllFree();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void grants_oneByOne_goToTheFirstInLine(Kind<Line> kind) {
    Line line = kind.make();
    List<CompletableFuture<Object>> waits = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      CompletableFuture<Object> wait = line.enter();
      waits.add(wait);
      ends.add(
          wait.thenAccept(
              got -> {
                order.add(number);
                line.giveBack(got);
              }));
    }
    for (int i = 0; i < 10; i++) {
      if (i == 0 || !line.allAtOnce()) {
        line.grant();
      }
      assertTrue(waits.get(i).isDone());
      for (int j = i + 1; j < 10 && !line.allAtOnce(); j++) {
        assertFalse(waits.get(j).isDone(), "granted out of turn");
      }
    }

    ends.forEach(Eventually::value);
    assertEquals(IntStream.range(0, 10).boxed().toList(), order);
    line.assertNothingLost();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("locks")
  void tryAcquire_whileSomebodyStandsInLine_fails(Kind<LockSubject> kind) {
    LockSubject subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    int largest = subject.weights()[subject.weights().length - 1];
    CompletableFuture<AutoCloseable> first = subject.acquire(largest);
    for (int i = 0; i < largest; i++) {
      for (int weight : subject.weights()) {
        assertNull(subject.tryAcquire(weight), "passed the one who waits for " + largest);
      }
      Subjects.close(held.get(i)); // the last one lets it in
    }
    assertTrue(first.isDone());

    Subjects.close(value(first));
    held.forEach(Subjects::close);
    subject.assertAllFree();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("locks")
  void tryAcquire_afterTheLastWaiterLeft_succeeds(Kind<LockSubject> kind) {
    LockSubject subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    int largest = subject.weights()[subject.weights().length - 1];
    CompletableFuture<AutoCloseable> wait = subject.acquire(largest);
    if (largest > 1) {
      Subjects.close(held.get(0));
      assertNull(subject.tryAcquire(1));
    }

    wait.cancel(true);

    if (largest == 1) {
      Subjects.close(held.get(0));
    }
    AutoCloseable permit = subject.tryAcquire(1);
    assertNotNull(permit, "nobody stands in line, and one is free");
    Subjects.close(permit);
    held.forEach(Subjects::close);
    subject.assertAllFree();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("locks")
  void release_betweenGrantAndDelivery_letsNobodyBargeIn(Kind<LockSubject> kind) {
    LockSubject subject = kind.make();
    List<AutoCloseable> held = subject.drain();
    List<String> log = new ArrayList<>();
    CompletableFuture<AutoCloseable> first = subject.acquire(1);
    CompletableFuture<AutoCloseable> second = subject.acquire(1);
    CompletableFuture<Void> secondEnds =
        second.thenAccept(
            permit -> {
              log.add("second");
              Subjects.close(permit);
            });
    CompletableFuture<CompletableFuture<AutoCloseable>> again =
        first.thenApply(
            permit -> {
              Subjects.close(permit);
              log.add("first, and a try: " + subject.tryAcquire(1));
              return subject.acquire(1);
            });

    Subjects.close(held.get(0));

    AutoCloseable third = value(value(again));
    value(secondEnds);
    assertEquals(List.of("first, and a try: null", "second"), log);
    Subjects.close(third);
    held.forEach(Subjects::close);
    subject.assertAllFree();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void poll_betweenGrantAndDelivery_stealsNothing(Kind<QueueSubject> kind) {
    QueueSubject subject = kind.make();
    List<Object> log = new ArrayList<>();
    CompletableFuture<Integer> first = subject.take();
    CompletableFuture<Integer> second = subject.take();
    CompletableFuture<Void> firstEnds =
        first.thenAccept(
            item -> {
              assertTrue(subject.offer(2), "a taker waits");
              log.add(item);
              log.add(subject.poll() == null);
            });
    CompletableFuture<Void> secondEnds = second.thenAccept(log::add);

    assertTrue(subject.offer(1));

    value(firstEnds);
    value(secondEnds);
    assertEquals(List.of(1, true, 2), log);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("queues")
  void offer_whilePuttersStandInLine_fails(Kind<QueueSubject> kind) {
    QueueSubject subject = kind.make();
    if (subject.capacity() == Integer.MAX_VALUE) {
      assertTrue(subject.offer(1));
      assertEquals(1, subject.poll());
      return;
    }
    for (int i = 0; i < subject.capacity(); i++) {
      assertTrue(subject.offer(i));
    }
    CompletableFuture<Void> put = subject.put(7);

    assertFalse(subject.offer(8), "the next place belongs to the one who waits");

    assertNotNull(subject.poll());
    assertTrue(put.isDone());
    assertFalse(subject.offer(9));
  }

  @Test
  void putters_onAFullQueue_areServedInTheOrderOfTheirCalls() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    List<Wait<Void>> puts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      puts.add(queue.put(i));
    }

    for (int i = 0; i < 20; i++) {
      assertTrue(puts.get(i).isDone());
      assertFalse(i + 1 < 20 && puts.get(i + 1).isDone());
      assertEquals(i, queue.poll());
    }
    assertNull(queue.poll());
  }

  @Test
  void readersAndWriters_inLine_areLetInInTheirOrder() {
    var lock = new AsyncReadWriteLock();
    Permit write = lock.tryAcquireWrite();
    Wait<Permit> readOne = lock.acquireRead();
    Wait<Permit> readTwo = lock.acquireRead();
    Wait<Permit> writer = lock.acquireWrite();
    Wait<Permit> readThree = lock.acquireRead();

    write.close();

    assertTrue(readOne.isDone() && readTwo.isDone());
    assertFalse(writer.isDone() || readThree.isDone());
    value(readOne).close();
    assertFalse(writer.isDone());
    value(readTwo).close();
    assertTrue(writer.isDone());
    assertFalse(readThree.isDone());
    value(writer).close();
    value(readThree).close();
    Permit last = lock.tryAcquireWrite();
    assertNotNull(last);
    last.close();
  }
}

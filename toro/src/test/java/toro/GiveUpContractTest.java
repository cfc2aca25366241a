package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Doors.Door;
import toro.Lines.Line;
import toro.Subjects.Kind;

/** Giving up at every step, by every door, on every line (laws L2 and L3). */
@Timeout(120)
class GiveUpContractTest {

  static Stream<Arguments> linesAndDoors() {
    return Lines.all().stream()
        .flatMap(line -> Doors.all().stream().map(door -> Arguments.of(line, door)));
  }

  static Stream<Arguments> linesAndDoorsOfTheWait() {
    List<Door> doors = new ArrayList<>(Doors.ofTheWait());
    doors.addAll(Doors.ofAThread());
    return Lines.all().stream()
        .filter(line -> line.make().endsAtTheGrant())
        .flatMap(line -> doors.stream().map(door -> Arguments.of(line, door)));
  }

  static List<Kind<Line>> lines() {
    return Lines.all();
  }

  static List<Door> doors() {
    return Doors.all();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("linesAndDoors")
  void waiter_givenUpWhileItWaits_leavesTheOthersInOrder(Kind<Line> kind, Door door) {
    for (int position = 0; position < 3; position++) {
      Line line = kind.make();
      List<Wait<Object>> waits = enter(line, 3);
      Wait<Object> leaver = waits.remove(position);

      door.leave(leaver);

      door.assertEnded(leaver);
      waits.forEach(other -> assertFalse(other.isDone(), "an other one was disturbed: " + other));
      serveInOrder(line, waits);
      line.requireNothingLost();
    }
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("linesAndDoors")
  void waiters_allGivenUp_leaveAnEmptyLine(Kind<Line> kind, Door door) {
    Line line = kind.make();
    List<Wait<Object>> waits = enter(line, 3);

    door.leave(waits.get(1));
    door.leave(waits.get(0));
    door.leave(waits.get(2));

    waits.forEach(door::assertEnded);
    Subjects.assertNobodyWaits(line.primitive());
    line.requireNothingLost();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("linesAndDoorsOfTheWait")
  void waiter_givenUpWhenGrantedButUndelivered_getsTheGrant(Kind<Line> kind, Door door) {
    Line line = kind.make();
    Wait<Object> first = line.enter();
    Wait<Object> second = line.enter();
    AtomicReference<Object> delivered = new AtomicReference<>();
    Wait<Void> delivery = second.thenAccept(v -> delivered.set(v == null ? "nothing" : v));
    Wait<Object> queuedBehind =
        first.thenApply(
            value -> {
              forward(line, value);
              assertTrue(second.isDone(), "granted within a delivery, so it is done");
              assertNull(delivered.get(), "a function ran inside another one's delivery");
              door.leave(second);
              return value;
            });

    line.grant();

    value(queuedBehind);
    value(delivery);
    assertNotNull(delivered.get());
    Object got = value(second);
    assertFalse(second.cancel(true), "cancelled after the grant");
    line.giveBack(got);
    line.requireNothingLost();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("linesAndDoors")
  void waiter_givenUpWhenGrantedAndUnwatched_isOneOfBoth(Kind<Line> kind, Door door) {
    Line line = kind.make();
    Wait<Object> first = line.enter();
    Wait<Object> second = line.enter();
    Wait<Object> queuedBehind =
        first.thenApply(
            value -> {
              forward(line, value);
              door.leave(second);
              return value;
            });

    line.grant();

    value(queuedBehind);
    assertTrue(second.isDone());
    if (failure(second) == null) {
      line.giveBack(value(second));
    }
    line.requireNothingLost();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void stage_givenUpBeforeItsFunctionRan_returnsWhatNobodyReceived(Kind<Line> kind) {
    Line line = kind.make();
    Wait<Object> first = line.enter();
    Wait<Object> second = line.enter();
    AtomicInteger ran = new AtomicInteger();
    Wait<Void> stage = second.thenAccept(v -> ran.incrementAndGet());
    Wait<Boolean> cancelled =
        first.thenApply(
            value -> {
              forward(line, value);
              return stage.cancel(true);
            });

    line.grant();

    assertTrue(value(cancelled), "the stage had not run, so it could be cancelled");
    assertTrue(stage.isCancelled());
    assertEquals(0, ran.get(), "ran although it was given up");
    line.requireNothingLost();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("linesAndDoors")
  void waiter_givenUpWhileItIsGranted_isGrantedOrGone(Kind<Line> kind, Door door) {
    int rounds = door.quick() ? 100 : 8;
    try (var second = new SecondThread()) {
      for (int round = 0; round < rounds; round++) {
        Line line = kind.make();
        Wait<Object> one = line.enter();
        Wait<Object> other = line.enter();
        second.start(ThreadLocalRandom.current().nextInt(door.quick() ? 60 : 20_000), line::grant);

        door.leave(one);
        second.await();

        assertTrue(one.isDone());
        if (failure(one) == null) {
          forward(line, value(one));
        }
        until("it is served: " + line.primitive(), other::isDone);
        line.giveBack(value(other));
        line.requireNothingLost();
      }
    }
  }

  @ParameterizedTest(name = "by {0}")
  @MethodSource("doors")
  void writer_givenUp_letsTheReadersBehindItIn(Door door) {
    var lock = new AsyncReadWriteLock();
    Permit reader = lock.tryAcquireRead();
    Wait<Object> writer = Subjects.erase(lock.acquireWrite());
    Wait<Permit> second = lock.acquireRead();
    Wait<Permit> third = lock.acquireRead();
    assertFalse(second.isDone());
    assertNull(lock.tryAcquireRead(), "barged past the waiting writer");

    door.leave(writer);

    value(second).close();
    value(third).close();
    reader.close();
    Subjects.assertNobodyWaits(lock);
    Permit write = lock.tryAcquireWrite();
    assertNotNull(write, () -> "not all permits are back: " + lock);
    write.close();
  }

  @ParameterizedTest(name = "by {0}")
  @MethodSource("doors")
  void largeRequest_givenUp_letsTheSmallOnesBehindItIn(Door door) {
    for (var semaphore : List.of(new AsyncSemaphore(5), AsyncSemaphore.bounded(5))) {
      Permit held = semaphore.tryAcquire(3);
      Wait<Object> large = Subjects.erase(semaphore.acquire(4));
      Wait<Permit> one = semaphore.acquire(1);
      Wait<Permit> last = semaphore.acquire(2);
      assertFalse(one.isDone());
      assertNull(semaphore.tryAcquire(), "barged past the large request");

      door.leave(large);

      Permit small = value(one);
      assertFalse(last.isDone());
      small.close();
      value(last).close();
      held.close();
      Subjects.assertNobodyWaits(semaphore);
      assertEquals(5, semaphore.available());
    }
  }

  private static List<Wait<Object>> enter(Line line, int count) {
    List<Wait<Object>> waits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Wait<Object> wait = line.enter();
      assertFalse(wait.isDone(), "a test needs waiters that wait");
      waits.add(wait);
    }
    return waits;
  }

  private static void serveInOrder(Line line, List<Wait<Object>> waits) {
    if (line.grantsAll()) {
      line.grant();
    }
    for (int i = 0; i < waits.size(); i++) {
      if (!line.grantsAll()) {
        line.grant();
        for (int j = i + 1; j < waits.size(); j++) {
          assertFalse(waits.get(j).isDone(), "granted out of turn");
        }
      }
      assertTrue(waits.get(i).isDone(), () -> "not served: " + line.primitive());
      line.giveBack(value(waits.get(i)));
    }
  }

  /** Lets the next one in, with what this one received. */
  private static void forward(Line line, Object value) {
    line.giveBack(value);
    if (!line.grantsAll()) {
      line.grant();
    }
  }
}

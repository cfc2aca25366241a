package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads and a signal, at the same moment: there is one, and it is not lost. */
@Timeout(120)
class AsyncSignalRaceTest {
  private static final int ROUNDS = 20_000;

  private final SecondThread second = new SecondThread();

  @AfterEach
  void stop() {
    second.close();
  }

  @Test
  void signal_againstAGiveUp_isTakenOrRemembered() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      Wait<Void> wait = signal.take();
      boolean[] left = {false};
      second.race(i, signal::signal, () -> left[0] = wait.cancel(false));
      assertEquals(left[0], signal.isSet());
      assertEquals(left[0], wait.isCancelled());
      assertEquals(0, signal.waiting());
    }
  }

  @Test
  void signal_againstAGiveUp_reachesTheNextInLine() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      Wait<Void> wait = signal.take();
      Wait<Void> next = signal.take();
      boolean[] left = {false};
      second.race(i, signal::signal, () -> left[0] = wait.cancel(false));
      assertEquals(left[0], next.isDone());
      assertFalse(signal.isSet());
      assertEquals(left[0] ? 0 : 1, signal.waiting());
    }
  }

  @Test
  void signal_againstAGiveUpOfAStage_isReceivedOrRememberedOrHandedOn() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      boolean[] received = {false};
      Wait<Void> wait = signal.take();
      Wait<Void> stage = wait.thenRun(() -> received[0] = true);
      Wait<Void> next = i % 2 == 0 ? signal.take() : null;
      second.race(i, signal::signal, () -> stage.cancel(false));
      until("ended", wait::isDone);
      boolean elsewhere = next == null ? signal.poll() : next.isDone();
      assertEquals(!received[0], elsewhere);
      assertFalse(signal.isSet());
    }
  }

  @Test
  void signalAll_againstATake_reachesItOrNotAndRemembersNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      Wait<Void> before = signal.take();
      List<Wait<Void>> takes = new ArrayList<>();
      second.race(i, signal::signalAll, () -> takes.add(signal.take()));
      value(before);
      assertFalse(signal.isSet());
      assertEquals(takes.getFirst().isDone() ? 0 : 1, signal.waiting());
      signal.signal();
      value(takes.getFirst());
      assertEquals(signal.isSet(), signal.poll());
    }
  }

  @Test
  void giveBack_againstASignal_oneRemains() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      var executor = new ArrayDeque<Runnable>();
      Wait<Void> stage = signal.take().thenRunAsync(() -> {}, executor::add);
      signal.signal();
      second.race(i, signal::signal, () -> stage.cancel(false));
      assertTrue(signal.poll());
      assertFalse(signal.poll());
    }
  }

  @Test
  void giveBack_againstATake_isTakenOrRemembered() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      var executor = new ArrayDeque<Runnable>();
      Wait<Void> stage = signal.take().thenRunAsync(() -> {}, executor::add);
      signal.signal();
      List<Wait<Void>> takes = new ArrayList<>();
      second.race(i, () -> stage.cancel(false), () -> takes.add(signal.take()));
      value(takes.getFirst());
      assertFalse(signal.isSet());
      assertEquals(0, signal.waiting());
    }
  }

  @Test
  void signal_againstATake_isNeverMissed() {
    var signal = new AsyncSignal();
    for (int i = 0; i < ROUNDS; i++) {
      List<Wait<Void>> takes = new ArrayList<>();
      second.race(i, signal::signal, () -> takes.add(signal.take()));
      value(takes.getFirst());
      assertFalse(signal.isSet());
      assertEquals(0, signal.waiting());
    }
  }

  @Test
  void twoTakes_againstASignal_oneOfThemHasIt() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      signal.signal();
      List<Wait<Void>> there = new ArrayList<>();
      List<Wait<Void>> here = new ArrayList<>();
      second.race(i, () -> there.add(signal.take()), () -> here.add(signal.take()));
      assertTrue(there.getFirst().isDone() ^ here.getFirst().isDone());
      assertEquals(1, signal.waiting());
      signal.signal();
      value(there.getFirst());
      value(here.getFirst());
      assertFalse(signal.isSet());
    }
  }

  @Test
  void lastOfTheLine_leavesAsASignalComes_nobodyIsLeftBehind() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      Wait<Void> wait = signal.take();
      second.race(
          i,
          () -> {
            signal.signal();
            signal.signal();
          },
          () -> wait.cancel(false));
      assertTrue(signal.poll());
      assertFalse(signal.poll());
      assertEquals(0, signal.waiting());
    }
  }

  @Test
  void select_joinsAsASignalComes_doesNotMissIt() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      var event = new AsyncEvent();
      Select select = Select.ordered(Clause.whenSet(event), Clause.take(signal));
      List<Wait<Selected>> waits = new ArrayList<>();
      second.race(i, signal::signal, () -> waits.add(select.select()));
      assertEquals(1, value(waits.getFirst()).index());
      assertFalse(signal.isSet());
      assertEquals(0, signal.waiting() + event.waiting());
    }
  }

  @Test
  void select_losesAsASignalComes_leavesItToTheNext() {
    for (int i = 0; i < ROUNDS; i++) {
      var signal = new AsyncSignal();
      var event = new AsyncEvent();
      Clause<Void> work = Clause.take(signal);
      Wait<Selected> wait = Select.ordered(work, Clause.whenSet(event)).select();
      second.race(i, signal::signal, event::set);
      assertEquals(!value(wait).is(work), signal.isSet());
      assertEquals(0, signal.waiting());
    }
  }

  @Test
  void worker_toldByManyThreads_hasSeenAllWorkInTheEnd() throws Exception {
    int threads = 4;
    int each = 20_000;
    var signal = new AsyncSignal();
    var work = new AtomicInteger();
    var seen = new AtomicLong();
    TaskGroup.run(
        group -> {
          group.spawn(
              () -> {
                for (int i = 0; seen.get() < threads * each; i++) {
                  Wait<Void> wait = signal.take();
                  if (i % 5 == 0 && wait.cancel(false)) {
                    continue;
                  }
                  wait.await();
                  seen.addAndGet(work.getAndSet(0));
                }
              });
          for (int t = 0; t < threads; t++) {
            group.spawn(
                () -> {
                  for (int i = 0; i < each; i++) {
                    work.incrementAndGet();
                    signal.signal();
                  }
                });
          }
        });
    assertEquals(threads * each, seen.get());
    assertEquals(0, signal.waiting());
  }
}

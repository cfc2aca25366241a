package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Every short history of a queue, ended in each way: whoever waits has exactly one end. */
@Timeout(120)
class QueueCloseCombinationsTest {
  private static final int LONGEST = 5;

  private enum Step {
    TAKE,
    PUT,
    JOIN,
    ITERATE,
    CANCEL_FIRST,
    CANCEL_LAST
  }

  private enum Ending {
    CLOSE,
    CLOSE_WITH_CAUSE,
    CLOSE_NOW
  }

  static Stream<Kind<AsyncQueue<Integer>>> kinds() {
    return Subjects.asyncQueues();
  }

  // museum 13: close against pending takes, puts, joins and iterations, each combination
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void close_afterEveryShortHistory_givesEachOneEndAndLosesNoItem(Kind<AsyncQueue<Integer>> kind) {
    int histories = 0;
    Deque<List<Step>> todo = new ArrayDeque<>(List.of(List.of()));
    while (!todo.isEmpty()) {
      List<Step> steps = todo.remove();
      for (Ending ending : Ending.values()) {
        try {
          new History(kind).play(steps, ending);
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(steps + ", then " + ending, e);
        }
      }
      histories++;
      for (Step step : steps.size() < LONGEST ? Step.values() : new Step[0]) {
        todo.add(Stream.concat(steps.stream(), Stream.of(step)).toList());
      }
    }
    assertEquals(1 + 6 + 36 + 216 + 1_296 + 7_776, histories);
  }

  /** One queue, those who waited for it, and what they must have seen. */
  private static final class History {
    private final AsyncQueue<Integer> queue;
    private final boolean keepsTheOrder;
    private final RuntimeException cause = new RuntimeException("the one who closed");

    private final List<Wait<Integer>> takes = new ArrayList<>();
    private final List<Wait<Void>> puts = new ArrayList<>(); // each puts its index
    private final List<Wait<Void>> joins = new ArrayList<>();
    private final List<Wait<Void>> iterations = new ArrayList<>();
    private final List<Wait<?>> all = new ArrayList<>(); // in the order of the calls
    private final Set<Wait<?>> cancelled = new HashSet<>();
    private final Set<Wait<?>> joined = new HashSet<>(); // joins that were ended by a count of 0

    private final List<Integer> iterated = new ArrayList<>();
    private int ends; // functions of waits that have run

    History(Kind<AsyncQueue<Integer>> kind) {
      queue = kind.make();
      keepsTheOrder = !kind.name().equals("lifo(2)") && !kind.name().equals("priority(2)");
    }

    void play(List<Step> steps, Ending ending) {
      for (Step step : steps) {
        play(step);
        checkJoins();
      }
      List<Integer> left = end(ending);
      check(ending, left);
      finishTasks();
      assertEquals(all.size(), ends, "each function ran once");
    }

    private void play(Step step) {
      switch (step) {
        case TAKE -> watch(takes, queue.take());
        case PUT -> watch(puts, queue.put(puts.size()));
        case JOIN -> watch(joins, queue.whenDone());
        case ITERATE ->
            watch(
                iterations,
                queue.forEach(
                    item -> {
                      iterated.add(item);
                      return completedFuture(null);
                    }));
        case CANCEL_FIRST -> cancelFirst(all);
        case CANCEL_LAST -> cancelFirst(all.reversed());
      }
    }

    private <T> void watch(List<Wait<T>> those, Wait<T> wait) {
      those.add(wait);
      all.add(wait);
      wait.whenComplete((value, failure) -> ends++);
    }

    private void cancelFirst(List<Wait<?>> waits) {
      for (Wait<?> wait : waits) {
        if (!wait.isDone()) {
          assertTrue(wait.cancel(true));
          assertTrue(cancelled.add(wait));
          return;
        }
      }
    }

    private void checkJoins() {
      if (queue.unfinishedTasks() == 0) {
        joined.addAll(joins);
      }
      for (Wait<Void> join : joins) {
        assertEquals(joined.contains(join) || cancelled.contains(join), join.isDone());
      }
    }

    /** Ends the queue, and returns what was left in it. */
    private List<Integer> end(Ending ending) {
      switch (ending) {
        case CLOSE -> queue.close();
        case CLOSE_WITH_CAUSE -> queue.close(cause);
        case CLOSE_NOW -> {
          List<Integer> left = queue.closeNow();
          assertNull(queue.poll());
          return left;
        }
      }
      return Stream.generate(queue::poll).takeWhile(item -> item != null).toList();
    }

    private void check(Ending ending, List<Integer> left) {
      Subjects.assertNobodyWaits(queue);
      Throwable why = ending == Ending.CLOSE_WITH_CAUSE ? cause : null;
      for (Wait<Void> iteration : iterations) {
        if (cancelled.contains(iteration)) {
          assertTrue(iteration.isCancelled());
        } else if (why != null) {
          assertSame(why, failed(iteration));
        } else {
          granted(iteration);
        }
      }
      List<Integer> taken = withValue(takes, why).stream().map(Probe::granted).toList();
      List<Integer> accepted =
          IntStream.range(0, puts.size()).filter(i -> hasValue(puts.get(i), why)).boxed().toList();
      List<Integer> delivered =
          Stream.of(taken, iterated, left).flatMap(List::stream).sorted().toList();
      assertEquals(accepted, delivered, "accepted, and delivered or left");
      if (keepsTheOrder) {
        for (List<Integer> items : List.of(taken, iterated, left)) {
          assertEquals(items.stream().sorted().toList(), items);
        }
        assertEquals(left, delivered.subList(delivered.size() - left.size(), delivered.size()));
      }
      int inHand = taken.size() + (ending == Ending.CLOSE_NOW ? 0 : left.size());
      assertEquals(inHand, queue.unfinishedTasks());
      checkJoins();
    }

    /** The waits that were granted; the others must have been cancelled, or failed by the close. */
    private <T> List<Wait<T>> withValue(List<Wait<T>> waits, Throwable why) {
      return waits.stream().filter(wait -> hasValue(wait, why)).toList();
    }

    private boolean hasValue(Wait<?> wait, Throwable why) {
      if (cancelled.contains(wait)) {
        assertTrue(wait.isCancelled());
      } else if (!Eventually.hasValue(wait)) {
        assertSame(why, assertInstanceOf(ClosedException.class, failed(wait)).getCause());
      }
      return Eventually.hasValue(wait);
    }

    private void finishTasks() {
      for (int i = queue.unfinishedTasks(); i > 0; i--) {
        queue.taskDone();
        checkJoins();
      }
      assertThrows(IllegalStateException.class, queue::taskDone);
    }
  }
}

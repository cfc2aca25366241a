package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.failure;
import static toro.Eventually.hasValue;
import static toro.Probe.assertPending;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** Bugs that queues elsewhere have had when two things happened at the same moment. */
@Timeout(60)
class QueueMuseumRaceTest {
  private static final int ROUNDS = 500;

  static Stream<Kind<AsyncQueue<Integer>>> kinds() {
    return Subjects.asyncQueues();
  }

  static Stream<Kind<AsyncQueue<Integer>>> kindsThatFill() {
    return kinds().filter(kind -> !kind.name().equals("unbounded"));
  }

  /** Whether it did what it does, and was not refused because the queue is closed. */
  private static boolean notRefused(BooleanSupplier action) {
    try {
      return action.getAsBoolean();
    } catch (ClosedException refusal) {
      return false;
    }
  }

  // museum 4: Tornado #2826, .NET #37671, .NET #132094, anyio #728
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void item_putWhileItsTakeIsCancelled_isReceivedOnce(Kind<AsyncQueue<Integer>> kind) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        AsyncQueue<Integer> queue = kind.make();
        Wait<Integer> take = queue.take();
        boolean[] did = new boolean[2];
        second.race(round, () -> did[0] = take.cancel(true), () -> did[1] = queue.offer(1));
        List<Integer> received = new ArrayList<>();
        if (hasValue(take)) {
          received.add(granted(take));
        }
        assertEquals(!did[0], hasValue(take), "cancelled or granted");
        Integer left = queue.poll();
        if (left != null) {
          received.add(left);
        }
        assertEquals(did[1] ? List.of(1) : List.of(), received);
        assertEquals(received.size(), queue.unfinishedTasks());
        assertTrue(did[1] || queue.capacity() == 0, "only a rendezvous may refuse it");
      }
    }
  }

  // museum 13: close against waiting takes, a join and an iteration
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void close_whileAnItemComesForThoseWhoWait_givesEachOneEnd(Kind<AsyncQueue<Integer>> kind) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        AsyncQueue<Integer> queue = kind.make();
        List<Integer> seen = new ArrayList<>();
        Wait<Integer> take = queue.take();
        granted(queue.put(0));
        assertEquals(0, granted(take)); // in hand: the join waits for it
        Wait<Void> done = queue.whenDone();
        boolean consumerFirst = round % 2 == 0;
        Wait<Integer> early = consumerFirst ? null : queue.take();
        Wait<Void> consumer =
            queue.forEach(
                item -> {
                  seen.add(item);
                  return completedFuture(null);
                });
        Wait<Integer> waiting = consumerFirst ? queue.take() : early;
        boolean[] offered = new boolean[1];
        second.race(round, queue::close, () -> offered[0] = notRefused(() -> queue.offer(1)));

        granted(consumer);
        boolean goesToTheTake = offered[0] && !consumerFirst;
        assertEquals(offered[0] && consumerFirst ? List.of(1) : List.of(), seen);
        if (goesToTheTake) {
          assertEquals(1, granted(waiting));
        } else {
          assertInstanceOf(ClosedException.class, failure(waiting));
        }
        assertNull(queue.poll());
        assertPending(done);
        assertEquals(goesToTheTake ? 2 : 1, queue.unfinishedTasks());
        for (int i = queue.unfinishedTasks(); i > 0; i--) {
          queue.taskDone();
        }
        granted(done);
      }
    }
  }

  // museum 13: close against a waiting put
  @ParameterizedTest(name = "{0}")
  @MethodSource("kindsThatFill")
  void close_whileRoomIsMadeForAPut_acceptsOrFailsIt(Kind<AsyncQueue<Integer>> kind) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        AsyncQueue<Integer> queue = kind.make();
        int item = 0;
        while (queue.offer(item)) {
          item++;
        }
        Wait<Void> put = queue.put(item);
        Wait<Void> behind = queue.put(item + 1);
        List<Integer> taken = new ArrayList<>();
        second.race(
            round,
            queue::close,
            () -> {
              Integer polled = queue.poll();
              if (polled != null) {
                taken.add(polled);
              }
            });
        assertTrue(put.isDone() && behind.isDone());
        taken.addAll(queue.closeNow());
        boolean accepted = hasValue(put);
        assertEquals(accepted, taken.contains(item), "delivered if and only if accepted");
        assertInstanceOf(ClosedException.class, failure(behind));
        if (!accepted) {
          assertInstanceOf(ClosedException.class, failure(put));
        }
        assertEquals(item + (accepted ? 1 : 0), taken.size());
        assertEquals(taken.size() - taken.stream().distinct().count(), 0);
      }
    }
  }

  // museum 13: closeNow against a join, a put and a take
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void closeNow_whileItemsComeAndGo_countsEachOnce(Kind<AsyncQueue<Integer>> kind) {
    try (var second = new SecondThread()) {
      for (int round = 0; round < ROUNDS; round++) {
        AsyncQueue<Integer> queue = kind.make();
        notRefused(() -> queue.offer(0));
        Wait<Void> done = queue.whenDone();
        List<Integer> here = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        boolean[] accepted = {queue.size() == 1, false};
        second.race(
            round,
            () -> left.addAll(queue.closeNow()),
            () -> {
              accepted[1] = notRefused(() -> queue.offer(1));
              for (Integer item = queue.poll(); item != null; item = queue.poll()) {
                here.add(item);
              }
            });
        int total = (accepted[0] ? 1 : 0) + (accepted[1] ? 1 : 0);
        assertEquals(total, here.size() + left.size());
        assertEquals(here.size(), queue.unfinishedTasks());
        here.forEach(item -> queue.taskDone());
        granted(done);
        granted(queue.whenDone());
      }
    }
  }
}

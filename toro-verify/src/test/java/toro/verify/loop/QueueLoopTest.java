package toro.verify.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import toro.AsyncQueue;
import toro.Wait;

/** Items among coroutines that give, take and leave. */
class QueueLoopTest {
  @Test
  void items_ofEveryKindOfQueue_arriveOnceOrWereNeverAccepted() {
    Schedule.explore(
        schedule -> {
          var queue =
              List.<AsyncQueue<Integer>>of(
                      AsyncQueue.unbounded(),
                      AsyncQueue.bounded(2),
                      AsyncQueue.rendezvous(),
                      AsyncQueue.lifo(2),
                      AsyncQueue.priority(2))
                  .get(schedule.upTo(5) - 1);
          var items = new int[1];
          var accepted = new TreeSet<Integer>();
          var arrived = new TreeSet<Integer>();
          schedule.together(
              6,
              () -> {
                boolean gives = schedule.chance(2);
                for (int round = 0; round < 3; round++) {
                  schedule.pause();
                  if (gives) {
                    int item = ++items[0];
                    if (ended(queue.put(item), schedule)) {
                      accepted.add(item);
                    }
                  } else {
                    var take = queue.take();
                    if (ended(take, schedule)) {
                      assertTrue(arrived.add(take.join()), "received twice");
                    }
                  }
                }
              });
          for (Integer left; (left = queue.poll()) != null; ) {
            assertTrue(arrived.add(left), "received twice");
          }
          assertEquals(accepted, arrived);
          assertEquals(accepted.size(), queue.unfinishedTasks());
          assertEquals(0, queue.waiting());
        });
  }

  /** Waits a little, then gives up; whether it was granted. */
  private static boolean ended(Wait<?> wait, Schedule schedule) {
    try {
      schedule.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // later: what was granted is to be accounted for
    }
    return !wait.cancel(false);
  }
}

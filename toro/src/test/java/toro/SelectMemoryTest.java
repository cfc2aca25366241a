package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Clause.acquire;
import static toro.Clause.take;
import static toro.Clause.whenSet;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a select costs, and that nothing of what it did not choose stays. */
@Timeout(120)
class SelectMemoryTest {
  private static final int MANY = 100_000;

  private final AsyncQueue<Object> items = AsyncQueue.unbounded();
  private final AsyncEvent never = new AsyncEvent();

  private static long bytesEach(Runnable once) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < MANY; i++) {
        once.run();
      }
      least = Math.min(least, (threads.getThreadAllocatedBytes(id) - before) / MANY);
    }
    return least;
  }

  @Test
  void trySelect_thatFindsNothing_allocatesNothing() {
    Select select = Select.ordered(take(items), whenSet(never), acquire(new AsyncSemaphore(0)));
    assertEquals(0, bytesEach(() -> assertNull(select.trySelect())));
  }

  @Test
  void select_thatIsReady_allocatesTwoObjects() {
    var lock = new AsyncLock();
    Clause<Permit> locked = acquire(lock);
    Select select = Select.ordered(take(items), locked);
    long bytes = bytesEach(() -> select.select().join().get(locked).close());
    assertTrue(bytes <= 136, () -> bytes + " bytes");
  }

  @Test
  void select_thatWaits_allocatesAWaiterForEachClause() {
    for (int k : new int[] {1, 2, 8}) {
      Clause<?>[] clauses = new Clause<?>[k];
      for (int i = 0; i < k; i++) {
        clauses[i] = whenSet(never);
      }
      Select select = Select.ordered(clauses);
      List<Wait<Selected>> waits = new ArrayList<>(5 * MANY);
      long bytes = bytesEach(() -> waits.add(select.select()));
      assertTrue(bytes <= 128 + 64 * k, () -> bytes + " bytes with " + k + " clauses");
      waits.forEach(wait -> wait.cancel(false));
      assertEquals(0, never.waiting());
    }
  }
}

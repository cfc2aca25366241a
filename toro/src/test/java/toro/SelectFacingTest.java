package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Clause.acquire;
import static toro.Clause.put;
import static toro.Clause.take;
import static toro.Clause.whenDone;
import static toro.Clause.whenSet;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two selects face each other over two rendezvous queues, and give up by every door meanwhile. The
 * system property {@code toro.races} sets the rounds; ten million take a minute or two.
 */
@Timeout(900)
class SelectFacingTest {
  private static final int ROUNDS = Integer.getInteger("toro.races", 100_000);
  private static final int EASTERN = 1;
  private static final int WESTERN = 2;

  private final AsyncQueue<Integer> eastwards = AsyncQueue.rendezvous();
  private final AsyncQueue<Integer> westwards = AsyncQueue.rendezvous();
  private final AsyncSemaphore permits = AsyncSemaphore.bounded(1);
  private final AsyncEvent stop = new AsyncEvent();
  private final AtomicLong rounds = new AtomicLong();

  /** One who puts one way, takes the other, and now and then gets a permit. */
  private final class Side {
    private final int mine;
    private final Clause<Void> giving;
    private final Clause<Integer> taking;
    private final Clause<Permit> permit = acquire(permits);
    private final Select select;
    private final Select permitOrItem;
    private final SplittableRandom random;
    private long given;
    private final AtomicLong taken = new AtomicLong(); // these two: also by whoever grants
    private final AtomicLong held = new AtomicLong();
    private long givenUp;
    private long interrupted;

    Side(int mine) {
      this.mine = mine;
      random = new SplittableRandom(mine);
      giving = put(mine == EASTERN ? westwards : eastwards, mine);
      taking = take(mine == EASTERN ? eastwards : westwards);
      Clause<Void> end = whenSet(stop);
      permitOrItem = Select.fair(end, taking, permit);
      select =
          mine == EASTERN
              ? Select.ordered(end, giving, taking)
              : Select.ordered(end, taking, giving);
    }

    void run() {
      while (rounds.incrementAndGet() <= ROUNDS && !stop.isSet()) {
        int door = random.nextInt(8);
        try {
          if (door == 0) { // a put that was accepted stays so: it has nothing that could go back
            permitOrItem.select().thenAccept(this::use).await();
            continue;
          }
          Wait<Selected> wait = select.select();
          if (door == 1 && wait.cancel(false)) {
            givenUp++;
          } else if (door == 2) {
            use(wait.within(Duration.ofNanos(random.nextInt(20_000))).join());
          } else {
            use(wait.await());
          }
        } catch (InterruptedException e) {
          interrupted++;
        } catch (CompletionException e) {
          givenUp++;
        }
      }
      stop.set();
    }

    private void use(Selected won) {
      if (won.is(giving)) {
        given++;
      } else if (won.is(taking)) {
        assertEquals(EASTERN + WESTERN - mine, won.get(taking), "it met itself");
        taken.incrementAndGet();
      } else if (won.is(permit)) {
        held.incrementAndGet();
        won.get(permit).close();
      }
    }
  }

  @Test
  void selects_thatFaceEachOtherAndGiveUpByEveryDoor_loseNothing() throws Exception {
    var east = new Side(EASTERN);
    var west = new Side(WESTERN);
    Thread one = Thread.startVirtualThread(east::run);
    Thread two = Thread.startVirtualThread(west::run);
    for (int i = 0; !stop.isSet() && one.isAlive() && two.isAlive(); i++) {
      (i % 2 == 0 ? one : two).interrupt();
      SecondThread.spin(i % 5_000);
    }
    one.join();
    two.join();
    assertTrue(rounds.get() >= ROUNDS, () -> "somebody failed after " + rounds);
    assertEquals(east.given, west.taken.get() + drain(westwards)); // what came back is there
    assertEquals(west.given, east.taken.get() + drain(eastwards));
    assertTrue(east.given > 0 && west.given > 0 && east.held.get() > 0, "nobody met");
    assertTrue(east.givenUp > 0 && west.givenUp > 0, "nobody gave up");
    assertTrue(east.interrupted + west.interrupted > 0, "nobody was interrupted");
    assertEquals(1, permits.available());
    assertEquals(0, eastwards.waiting() + westwards.waiting() + permits.waiting() + stop.waiting());
  }

  private static int drain(AsyncQueue<Integer> queue) {
    int found = 0;
    while (queue.poll() != null) {
      found++;
    }
    return found;
  }

  @Test
  void selects_overOneLongLivedStage_leaveNothingOnIt() {
    var end = new CompletableFuture<String>();
    AsyncQueue<Integer> mail = AsyncQueue.unbounded();
    Clause<String> ended = whenDone(end);
    Clause<Integer> letter = take(mail);
    Select select = Select.ordered(ended, letter);
    long before = used();
    for (int i = 0; i < ROUNDS; i++) {
      Wait<Selected> wait = select.select();
      if (i % 3 == 0) {
        assertTrue(wait.cancel(false));
      } else {
        mail.put(i);
        assertEquals(i, wait.join().get(letter));
      }
    }
    long grown = used() - before;
    assertTrue(grown < (1 << 20) + ROUNDS, () -> grown + " bytes more after " + ROUNDS + " rounds");
    assertEquals(1, end.getNumberOfDependents());
    end.complete("end");
    assertEquals("end", select.select().join().get(ended));
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

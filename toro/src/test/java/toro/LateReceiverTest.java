package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Functions that are attached when a wait has been granted, and others have left it again. */
class LateReceiverTest {
  private final AsyncLock lock = new AsyncLock();
  private final Queue<Runnable> notYet = new ArrayDeque<>();
  private final List<Permit> received = new ArrayList<>();

  @Test
  void permit_functionOnStageThatHandsOnAndWasLeft_isReceived() {
    Wait<Permit> wait = lock.acquire();
    Wait<Permit> handsOn = wait.exceptionally(failure -> null);
    Wait<Permit> other = wait.thenApplyAsync(permit -> permit, notYet::add);
    assertTrue(handsOn.thenApplyAsync(permit -> permit, notYet::add).cancel(false));

    handsOn.thenAcceptAsync(received::add, Runnable::run);
    other.cancel(false);

    assertTrue(received.get(0).isOpen(), "it went back under its holder");
    assertNull(lock.tryAcquire());
  }

  @Test
  void permit_combinedFromStageThatHandsOnAndWasLeft_isReceived() {
    Wait<Permit> wait = lock.acquire();
    Wait<Permit> handsOn = wait.exceptionally(failure -> null);
    Wait<Permit> other = wait.thenApplyAsync(permit -> permit, notYet::add);
    assertTrue(handsOn.thenApplyAsync(permit -> permit, notYet::add).cancel(false));

    Wait<List<Permit>> all = Wait.all(List.of(handsOn));
    other.cancel(false);

    assertTrue(all.join().get(0).isOpen(), "it went back under its holder");
    assertNull(lock.tryAcquire());
  }

  @Test
  void permit_receivedByAFunctionOnAnExecutor_laterFunctionsAreNotCounted() {
    Wait<Permit> wait = lock.acquire();
    wait.thenAcceptAsync(received::add, Runnable::run);
    wait.thenAcceptAsync(received::add, Runnable::run);
    int receivers = wait.receivers();

    wait.thenAcceptAsync(received::add, Runnable::run);
    Wait.allOf(wait, wait).join();

    assertEquals(receivers, wait.receivers());
    assertEquals(3, received.size());
    assertFalse(wait.mayGoBack());
  }

  @Test
  void permit_receivedByAReader_staysWithHimWhenALaterStageIsGivenUp() {
    Wait<Permit> wait = lock.acquire();
    Permit permit = wait.join();
    assertTrue(wait.thenApplyAsync(late -> late, notYet::add).cancel(false));
    assertTrue(permit.isOpen(), "it went back under its holder");
    assertNull(lock.tryAcquire());
  }

  @Test
  void item_receivedByAReader_staysWithHimWhenALaterStageIsGivenUp() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Wait<String> wait = queue.take();
    queue.put("item");
    assertEquals("item", wait.join());
    assertTrue(wait.thenApplyAsync(late -> late, notYet::add).cancel(false));
    assertTrue(queue.isEmpty(), "it is there twice");
  }

  @Test
  void failed_aStageIsGivenUp_givesNothingBack() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Wait<String> take = queue.take();
    Wait<String> before = take.handleAsync((item, failure) -> item, notYet::add);
    queue.close();
    assertTrue(before.cancel(false));
    assertTrue(take.handleAsync((item, failure) -> item, notYet::add).cancel(false));
    assertTrue(queue.isEmpty());
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    Wait<Permit> stage = wait.handleAsync((permit, failure) -> permit, notYet::add);
    lock.close();
    assertTrue(stage.cancel(false));
    assertTrue(wait.handleAsync((permit, failure) -> permit, notYet::add).cancel(false));
    assertTrue(held.isOpen());
    assertTrue(lock.isHeld());
  }

  @Test
  void signal_thatCannotGoBack_isThereForAllWhoComeLater() {
    var event = new AsyncEvent();
    var result = new AsyncResult<String>();
    Wait<Void> set = event.whenSet();
    Wait<String> done = result.whenDone();
    Wait<Void> afterSet = set.thenRunAsync(() -> {}, notYet::add);
    Wait<Void> afterDone = done.thenAcceptAsync(value -> {}, notYet::add);
    event.set();
    result.set("value");
    assertTrue(afterSet.cancel(false));
    assertTrue(afterDone.cancel(false));
    assertFalse(set.isCompletedExceptionally() || done.isCompletedExceptionally());
    assertNull(set.join());
    assertEquals("value", done.join());
  }
}

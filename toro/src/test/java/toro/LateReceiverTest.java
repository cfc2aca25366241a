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
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A future is completed by hand just when the wait's value is being handed on to it. */
class OutsidersValueTest {
  private final AtomicReference<String> returned = new AtomicReference<>();
  private CompletableFuture<String> future;

  /** Is granted a value; while that is read to be handed on, an outsider completes the future. */
  private final class Contended extends Waiter<String> {
    @Override
    String grantedValue() {
      if (future != null) {
        assertTrue(future.complete("the outsider's"));
      }
      return "the wait's";
    }

    @Override
    boolean isReturnable() {
      return true;
    }

    @Override
    void giveBack() {
      returned.set("the wait's");
    }
  }

  @Test
  void future_completedByHandWhileValueIsHandedOn_hasTheOutsidersValue() {
    var wait = new Contended();
    future = wait.toCompletableFuture();

    wait.settle(WaitState.GRANTED);

    assertEquals("the outsider's", future.join());
    assertEquals("the outsider's", Wait.of(future).join());
    assertEquals("the wait's", returned.get());
  }

  @Test
  void future_completedByHandWhileValueIsHandedOn_receivesNothing() {
    var wait = new Contended();
    Wait<String> other = wait.thenApplyAsync(value -> value, task -> {});
    future = wait.toCompletableFuture();

    wait.settle(WaitState.GRANTED);
    assertEquals("the outsider's", Wait.of(future).join());
    other.cancel(false);

    assertEquals("the wait's", returned.get());
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A wait for several is given up just as it takes their values together. */
class AllGivenUpTest {
  private final AtomicReference<Wait<?>> all = new AtomicReference<>();

  /** While its value is read, somebody gives up the wait for several. */
  private final class Member extends Waiter<String> {
    private String returned = "";

    @Override
    String grantedValue() {
      assertTrue(all.get().cancel(false));
      return "value";
    }

    @Override
    boolean isReturnable() {
      return true;
    }

    @Override
    void giveBack() {
      returned = "value";
    }
  }

  @Test
  void all_givenUpAsItTakesTheValues_givesThemBack() {
    var member = new Member();
    all.set(Wait.all(List.of(member)));

    member.settle(WaitState.GRANTED);

    assertTrue(all.get().isCancelled());
    assertEquals("value", member.returned);
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.FollowSnippets.State;

/** What the Javadoc shows of values and broadcasts does what it says. */
@Timeout(60)
class FollowSnippetsTest {
  private final FollowSnippets snippets = new FollowSnippets();

  @Test
  void value_readyThenStopped_bothAreSeen() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var state = new AsyncValue<>(State.STARTING);
          TaskGroup.run(
              group -> {
                group.spawn(() -> snippets.value(state));
                Loop.yieldNow();
                state.set(State.READY);
                Loop.yieldNow();
                Loop.yieldNow();
                state.set(State.STOPPED);
              });
          return null;
        });
    assertEquals(List.of(State.READY, State.STOPPED), snippets.log);
  }

  @Test
  void broadcast_twoItems_bothAreTaken() throws Exception {
    AsyncBroadcast<String> prices = AsyncBroadcast.lossy(8);
    snippets.broadcast(prices);
    assertEquals(List.of("apples 3", "pears 4"), snippets.log);
    assertEquals(0, prices.subscriptions());
  }
}

package toro;

import java.util.ArrayList;
import java.util.List;

/** The pieces of code that the Javadoc shows of values and broadcasts. */
final class FollowSnippets {
  enum State {
    STARTING,
    READY,
    STOPPED
  }

  final List<Object> log = new ArrayList<>();

  void value(AsyncValue<State> state) throws InterruptedException {
    // @start region="value"
    state.when(s -> s == State.READY).await(); // until it fits

    long seen = 0;
    while (seen < 3) { // each change that is not replaced before it is seen
      Versioned<State> now = state.whenChanged(seen).await();
      seen = now.version();
      log.add(now.value());
    }
    // @end region="value"
  }

  void broadcast(AsyncBroadcast<String> prices) throws InterruptedException {
    // @start region="broadcast"
    try (var mine = prices.subscribe()) {
      prices.put("apples 3"); // to every subscription
      log.add(mine.take().await()); // a thread

      mine.take().thenAccept(log::add); // callback code: no thread waits
      prices.put("pears 4");
    }
    // @end region="broadcast"
  }
}

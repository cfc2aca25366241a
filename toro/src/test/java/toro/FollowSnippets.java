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
}

package toro.test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.Block;
import toro.Loop;

/** One run of one rule: its random numbers, and the points at which others get their turn. */
final class Course {
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final Random random;
  private int ended; // requests, so far

  Course(long seed) {
    this.random = new Random(seed);
  }

  int upTo(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Gives others a turn, or two, or none. */
  void pause() {
    for (int n = random.nextInt(3); n > 0; n--) {
      Loop.yieldNow();
    }
  }

  /** Waits until all that can go on without a timer has come to rest: only then does time pass. */
  void settle() throws InterruptedException {
    Loop.sleep(MOMENT);
  }

  /** Makes so many calls; after some, all that can go on comes to rest. */
  void play(int calls, Block call, Block settle) throws Exception {
    for (int i = 0; i < calls; i++) {
      call.run();
      if (oneIn(3)) {
        settle.run();
      } else if (oneIn(2)) {
        Loop.yieldNow();
      }
    }
    settle.run();
  }

  <T extends @Nullable Object> Request<T> request(String what, CompletionStage<? extends T> stage) {
    return new Request<>(this, what, stage);
  }

  int nextEnd() {
    return ended++;
  }

  static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }
}

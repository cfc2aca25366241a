package toro.verify.loop;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import toro.Loop;
import toro.TaskGroup;
import toro.Wait;
import toro.verify.Effort;

/** One schedule: several coroutines, and the random choices that they make. */
final class Schedule {
  private static final int SEEDS = 5000;

  private final Random random;

  private Schedule(long seed) {
    this.random = new Random(seed);
  }

  /** What coroutines do, and what holds at the end. */
  interface Body {
    void run(Schedule schedule) throws Exception;
  }

  /** What one coroutine does. */
  interface Part {
    void run() throws Exception;
  }

  /** Under one seed after the other. */
  static void explore(Body body) {
    for (int seed = 0; seed < Effort.times(SEEDS); seed++) {
      var schedule = new Schedule(seed);
      try {
        Loop.simulate(
            seed,
            () -> {
              body.run(schedule);
              return true;
            });
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** So many coroutines at once, to their ends, and another; some of them are cancelled. */
  void together(int many, Part part, Part another) throws Exception {
    TaskGroup.run(
        group -> {
          for (int i = 0; i < many; i++) {
            var task =
                group.spawn(
                    () -> {
                      part.run();
                      return true;
                    });
            if (chance(5)) {
              group.spawn(
                  () -> {
                    pause();
                    return task.cancel(false);
                  });
            }
          }
          another.run();
        });
  }

  void together(int many, Part part) throws Exception {
    together(many, part, () -> {});
  }

  /** Once in so many times. */
  boolean chance(int times) {
    return random.nextInt(times) == 0;
  }

  int upTo(int n) {
    return 1 + random.nextInt(n);
  }

  /** Lets others go on, for a while. */
  void pause() throws InterruptedException {
    if (chance(3)) {
      Loop.yieldNow();
    } else {
      Loop.sleep(Duration.ofMillis(random.nextInt(5)));
    }
  }

  /** What the wait is granted, in one of the ways to wait for it; null if it took too long. */
  <T> @Nullable T await(Wait<T> wait) throws InterruptedException {
    try {
      return switch (random.nextInt(4)) {
        case 0 -> wait.await(Duration.ofMillis(random.nextInt(4)));
        case 1 -> wait.within(Duration.ofMillis(random.nextInt(4))).await();
        case 2 -> wait.thenApply(value -> value).await();
        default -> wait.await();
      };
    } catch (TimeoutException e) {
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        return null;
      }
      throw e;
    }
  }
}

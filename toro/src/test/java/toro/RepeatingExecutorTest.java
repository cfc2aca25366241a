package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** An executor that runs what it is given twice, as one that retries: the function runs once. */
class RepeatingExecutorTest {
  private final AsyncLock lock = new AsyncLock();
  private final List<Runnable> tasks = new ArrayList<>();
  private final Executor twice =
      task -> {
        task.run();
        task.run();
      };

  @Test
  void composingFunction_runTwice_cancelLeavesTheLine() {
    Permit held = lock.tryAcquire();
    Wait<Permit> stage = Wait.allOf().thenComposeAsync(nothing -> lock.acquire(), twice);

    assertTrue(stage.cancel(false));

    assertEquals(0, lock.waiting());
    held.close();
    assertFalse(lock.isHeld());
  }

  @Test
  void function_runAgainWhileItRuns_runsOnce() {
    List<String> seen = new ArrayList<>();
    Wait<String> stage =
        lock.acquire()
            .handleAsync(
                (permit, failure) -> {
                  seen.add(permit == null ? "nothing" : "permit");
                  if (seen.size() == 1) {
                    tasks.get(0).run();
                  }
                  permit.close();
                  return "done";
                },
                tasks::add);

    tasks.get(0).run();

    assertEquals(List.of("permit"), seen);
    assertEquals("done", stage.join());
  }
}

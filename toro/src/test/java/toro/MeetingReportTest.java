package toro;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a simulated loop says that cannot go on, as all wait for meetings, signals and scopes. */
@Timeout(60)
class MeetingReportTest {
  @Test
  void standstill_always_namesWhatIsWaitedFor() {
    Map<String, Supplier<Wait<?>>> waits = new LinkedHashMap<>();
    waits.put(
        "AsyncLatch[started, count 2, 1 waiting]",
        () -> new AsyncLatch(2).named("started").whenZero());
    waits.put(
        "AsyncBarrier[round, parties 3, 1 waiting]",
        () -> new AsyncBarrier(3).named("round").arrive());
    waits.put(
        "AsyncSignal[work, not set, 1 waiting]", () -> new AsyncSignal().named("work").take());
    waits.put(
        "AsyncTracker[requests, 1 inside, 1 waiting]",
        () -> {
          var tracker = new AsyncTracker().named("requests");
          assertTrue(tracker.enter().isOpen());
          return tracker.whenIdle();
        });
    waits.put(
        "CancelScope[request, 0 inside, 1 waiting]",
        () -> new CancelScope().named("request").whenCancelled());
    waits.put(
        "the first of AsyncLatch[a, count 1, 1 waiting], AsyncSignal[b, not set, 1 waiting]",
        () ->
            Wait.firstOf(
                Clause.whenZero(new AsyncLatch(1).named("a")),
                Clause.take(new AsyncSignal().named("b"))));
    waits.forEach(
        (shown, wait) -> {
          var report =
              assertThrows(
                  DeadlockException.class, () -> Loop.simulate(1, () -> wait.get().await()));
          assertTrue(report.getMessage().contains("main waits for " + shown), report::getMessage);
        });
  }
}

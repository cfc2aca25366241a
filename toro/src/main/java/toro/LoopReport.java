package toro;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells why a simulated loop cannot go on: who waits where, for what, and who holds that. */
final class LoopReport {
  /** Who asked for a permit: who holds it, once it is granted and as long as it is open. */
  private record Request(Waiter<?> permit, String by) {}

  private final LoopSimulation simulation;
  private final List<Request> requests = new ArrayList<>(); // by the holder, under this
  private int forgetAt = 64; // by the holder of the baton, under this
  final Set<LoopOffload<?>> offloads = ConcurrentHashMap.newKeySet(); // those under way

  LoopReport(LoopSimulation simulation) {
    this.simulation = simulation;
  }

  synchronized void requested(Waiter<?> permit, @Nullable LoopCoroutine by) {
    if (requests.size() >= forgetAt) {
      requests.removeIf(r -> r.permit.hasEnded() && !r.permit.isHeld());
      forgetAt = Math.max(64, 2 * requests.size());
    }
    requests.add(new Request(permit, shown(by)));
  }

  /** As a report shows a coroutine, or what runs callbacks. */
  private static String shown(@Nullable LoopCoroutine c) {
    return c == null || c.task == null ? "a callback" : c.toString();
  }

  DeadlockException everybodyWaits(Loop loop, @Nullable LoopCoroutine first) {
    return of(loop, "every coroutine waits, and no timer is pending", first, c -> "is ready");
  }

  DeadlockException spinning(
      Loop loop, @Nullable LoopCoroutine first, Set<@Nullable LoopCoroutine> spinning) {
    var names = spinning.stream().map(LoopReport::shown).limit(10).toList();
    String more = spinning.size() > 10 ? " and " + (spinning.size() - 10) + " more" : "";
    String turns = LoopSimulation.MOST_TURNS + " turns, and time has not moved";
    String what = turns + ": spinning " + String.join(", ", names) + more;
    return of(loop, what, first, c -> spinning.contains(c) ? "spins" : "is ready");
  }

  DeadlockException nothingComes(Loop loop, @Nullable LoopCoroutine first) {
    return of(
        loop,
        "something outside has not ended within " + simulation.outsideLimit,
        first,
        c -> "is ready");
  }

  DeadlockException blocked(Loop loop, @Nullable LoopCoroutine first, LoopCoroutine by) {
    String what = shown(by) + " has blocked the loop for " + simulation.outsideLimit;
    return of(loop, what, first, c -> c == by ? "blocks" : "is ready");
  }

  private DeadlockException of(
      Loop loop,
      String what,
      @Nullable LoopCoroutine first,
      Function<LoopCoroutine, String> notWaiting) {
    var report = new StringBuilder().append(loop).append(": ").append(what);
    report.append("; seed ").append(simulation.seed);
    report.append(", after ").append(Duration.ofNanos(simulation.nanoTime()));
    for (LoopCoroutine c = first; c != null; c = c.after) {
      WaitParking parked = c.parked();
      report.append("\n  ").append(c).append(' ');
      if (parked == null) {
        report.append(notWaiting.apply(c));
      } else {
        Object blocker = parked.blocker();
        report.append("waits for ").append(Names.describe(blocker)).append(holders(blocker));
      }
      append(report, c.stackTrace());
    }
    for (LoopOffload<?> offload : offloads) {
      report.append("\n  ").append(offload);
      append(report, offload.stackTrace());
    }
    return new DeadlockException(report.toString());
  }

  private static void append(StringBuilder report, StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!LoopFrames.isOurs(frame)) {
        report.append("\n      at ").append(frame);
      }
    }
  }

  private synchronized String holders(Object blocker) {
    var holders = new ArrayList<String>();
    for (Request r : requests) {
      Object owner = r.permit.blocker();
      boolean isWaitedFor =
          blocker instanceof Names.FirstOf first ? first.each().contains(owner) : owner == blocker;
      if (isWaitedFor && r.permit.isHeld() && !holders.contains(r.by)) {
        holders.add(r.by);
      }
    }
    return holders.isEmpty() ? "" : ", held by " + String.join(", ", holders);
  }
}

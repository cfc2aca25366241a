package toro.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Whose code takes the time. */
class ProfileTest {
  private static Score score(String contender, double wall) {
    return new Score("LockTry", Map.of(), contender, wall, wall, wall, 2 * wall, 0, null, 1);
  }

  @Test
  void count_ofAnInstruction_isForWhoUsesIt() {
    var count = new Profile.Count();
    count.add(
        List.of(
            new Profile.Frame("java.lang.invoke.VarHandleInts$Field", "compareAndSet"),
            new Profile.Frame("toro.WaitGuard", "lock"),
            new Profile.Frame("toro.bench.scenario.LockTry", "toro")));
    count.add(List.of(new Profile.Frame("java.util.concurrent.ForkJoinPool", "signalWork")));
    count.add(List.of(new Profile.Frame("java.util.concurrent.locks.ReentrantLock", "lock")));
    count.add(List.of(new Profile.Frame("toro.bench.scenario.LockTry", "toro")));
    var profile = count.of(score("toro", 10));
    assertEquals(4, profile.samples());
    assertEquals(
        Map.of(
            Profile.Owner.TORO, 0.25,
            Profile.Owner.POOL, 0.25,
            Profile.Owner.PEER, 0.25,
            Profile.Owner.SCENARIO, 0.25),
        profile.shares());
    assertEquals(0.25, profile.methods().get("WaitGuard.lock"));
    var table = Profile.table(List.of(profile));
    assertTrue(table.contains("| processor time | 20 ns |"), table);
    assertTrue(table.contains("| of it Toro | 5 ns (25 %) |"), table);
  }

  @Test
  void misses_ofResults_areWhoTakesTooLong() {
    var scores = List.of(score("toro", 30), score("reentrantLock", 10));
    var misses = Profiler.misses(new Results("2000-01-01", Map.of(), Map.of(), scores, List.of()));
    assertEquals(List.of(new Standing(scores.get(0), scores.get(1))), misses);
    var met = List.of(score("toro", 10), score("reentrantLock", 10));
    assertEquals(
        List.of(), Profiler.misses(new Results("2000-01-01", Map.of(), Map.of(), met, List.of())));
  }

  @Test
  void table_ofARun_saysWhoseCodeItIs() throws Exception {
    var silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    var plan = new Plan(".*", 1, 1, 4, 300, Map.of());
    System.setProperty("jmh.ignoreLock", "true"); // nothing is measured here
    var table =
        new Profiler(plan, silent).table(new Standing(score("toro", 1), score("reentrantLock", 1)));
    assertTrue(table.contains("## LockTry\n"), table);
    assertTrue(table.matches("(?s).*of it Toro \\| [^|]*\\([1-9].*"), table);
    assertTrue(table.matches("(?s).*of it the peer \\| [^|]*\\| [^|]*\\([1-9].*"), table);
  }
}

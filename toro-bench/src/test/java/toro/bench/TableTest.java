package toro.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of results is what they say. */
class TableTest {
  private static Score score(String scenario, String contender, double wall, double bytes) {
    return new Score(
        scenario, Map.of(), contender, wall, wall - 1, wall + 1, 2 * wall, bytes, 4.6, 10);
  }

  private static Results results(Score... scores) {
    return new Results(
        "2000-01-01",
        Map.of("processors", "2"),
        Map.of("forks", "2"),
        List.of(scores),
        List.of(
            new Footprint("queued waiter", "toro", 60, 56, 0.0),
            new Footprint("queued waiter", "ibm", 32, 32, null)));
  }

  private static void assertLine(String expected, String text) {
    assertTrue(text.lines().anyMatch(expected::equals), () -> expected + "\nis not in\n" + text);
  }

  @Test
  void table_ofAPeerThatWins_saysSo() {
    var table =
        Table.of(
            results(
                score("LockTry", "toro", 30, 64),
                score("LockTry", "reentrantLock", 20, 0),
                score("LockTry", "ibm", 25, 32)));
    assertLine("- processors: 2", table);
    assertLine("| LockTry | 30 | reentrantLock 20 | 1.5 | **reentrantLock** |", table);
    assertLine(
        "| LockTry | wall at most 1.1 x reentrantLock | 1.5 x (reentrantLock) | **no** |", table);
    assertLine("| LockTry | memory at most 0 B | 64 B | **no** |", table);
    assertLine("| LockTry | **toro** | 30 | 29 to 31 | 60 | 64 | 5 % |", table);
    assertLine("| LockTry | reentrantLock | 20 | 19 to 21 | 40 | 0 | 5 % |", table);
  }

  @Test
  void table_ofBarsThatAreMet_saysSo() {
    var table =
        Table.of(
            results(
                score("LimitThatNeverFires", "toro", 110, 200),
                score("LimitThatNeverFires", "toroWithoutLimit", 50, 120),
                score("LimitThatNeverFires", "completableFuture", 180, 176),
                score("LimitThatNeverFires", "completableFutureWithoutLimit", 5, 24)));
    assertLine("| LimitThatNeverFires | 110 | completableFuture 180 | 0.61 | Toro |", table);
    assertLine(
        "| LimitThatNeverFires | wall at most 60 ns more than toroWithoutLimit |"
            + " 60 ns (toroWithoutLimit) | yes |",
        table);
    assertLine("| LimitThatNeverFires | ibm: has no limits | - | - | - | - | - |", table);
    assertLine(
        "| queued waiter | keeps at most 56 B, and nothing when it has gone | 56 B, 0 B | yes |",
        table);
    assertLine("| queued waiter | toro | 60 | 56 | 0 |", table);
    assertLine("| queued waiter | ibm | 32 | 32 | cannot |", table);
  }

  @Test
  void table_ofAMillionThatGiveUp_isHeldAgainstTenThousand() {
    var few = score("GivingUp", "toro", 100, 0);
    var table = Table.of(results(givingUp(few, "10000", 100), givingUp(few, "1000000", 400)));
    assertLine(
        "| GivingUp, waiters 1000000 | at most 3 x the same with 10000 | 4 x | **no** |", table);
  }

  private static Score givingUp(Score like, String waiters, double wall) {
    var size = Map.of("waiters", waiters);
    return new Score("GivingUp", size, like.contender(), wall, wall, wall, wall, 0, null, 1);
  }

  @Test
  void likeWithLike_ofUnfairLocks_leavesThemOut() {
    var standings =
        results(
                score("OnePermitShortWork", "toro", 30, 0),
                score("OnePermitShortWork", "reentrantLock", 10, 0),
                score("OnePermitShortWork", "fairReentrantLock", 40, 0),
                score("GivingUp", "toro", 5, 0),
                score("GivingUp", "kotlin", 10, 0))
            .likeWithLike();
    assertEquals(
        List.of("fairReentrantLock", "kotlin"),
        standings.stream().map(each -> each.peer().contender()).toList());
    assertEquals(0.75, standings.get(0).ratio());
  }

  @Test
  void comparison_ofTwoResults_marksWhatHasChanged() {
    var before =
        results(score("LockTry", "toro", 40, 64), score("LockTry", "reentrantLock", 20, 0));
    var after = results(score("LockTry", "toro", 20, 0), score("LockTry", "reentrantLock", 21, 0));
    var text = Comparison.of(before, after);
    assertLine("| LockTry | toro | 40 to 20 | 0.5 | 0.5 | 64 to 0 | **faster** |", text);
    assertLine("| LockTry | reentrantLock | 20 to 21 | 1.05 | 1.05 | 0 to 0 |  |", text);
  }

  @Test
  void results_written_areReadAgain(@TempDir Path folder) throws IOException {
    var results = results(score("LockTry", "toro", 30, 64));
    var file = folder.resolve("results.json");
    results.write(file);
    assertEquals(results, Results.read(file));
  }

  @Test
  void median_ofEvenlyMany_isBetweenTheMiddleOnes() {
    assertEquals(2.5, Measurement.median(new double[] {9, 2, 3, 1}));
    assertEquals(3, Measurement.median(new double[] {9, 3, 1}));
  }
}

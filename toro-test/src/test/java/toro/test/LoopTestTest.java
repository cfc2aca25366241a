package toro.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.TestExecutionResult.Status.ABORTED;
import static org.junit.platform.engine.TestExecutionResult.Status.FAILED;
import static org.junit.platform.engine.TestExecutionResult.Status.SUCCESSFUL;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import toro.DeadlockException;
import toro.test.Launch.Ran;
import toro.test.LoopTestSamples.Sample;

/** What {@link LoopTest} makes of a test, seen through JUnit's launcher. */
class LoopTestTest {
  @Test
  void test_withoutSeeds_runsUnderTwentySchedules() {
    LoopTestSamples.SEEDS.clear();
    List<Ran> runs = Launch.run(Sample.class, "manySchedules");
    assertTrue(runs.stream().allMatch(run -> run.status() == SUCCESSFUL), runs::toString);
    assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), LoopTestSamples.SEEDS);
  }

  @Test
  void test_underOneSeed_runsOnceOnASimulatedLoop() {
    List<Ran> runs = Launch.run(Sample.class, "onALoop");
    assertEquals(List.of("seed 1"), names(runs));
    assertEquals(SUCCESSFUL, runs.getFirst().status());
  }

  @Test
  void test_underSeveralSeeds_runsOnceForEachOnAnInstanceOfItsOwn() {
    LoopTestSamples.SEEDS.clear();
    LoopTestSamples.HASHES.clear();
    List<Ran> runs = Launch.run(Sample.class, "schedules");
    assertEquals(List.of("seed 5", "seed 6", "seed 7", "seed 8"), names(runs));
    assertTrue(runs.stream().allMatch(run -> run.status() == SUCCESSFUL), runs::toString);
    assertEquals(List.of(5L, 6L, 7L, 8L), LoopTestSamples.SEEDS);
    assertEquals(4, new HashSet<>(LoopTestSamples.HASHES).size(), "schedules that are the same");
  }

  @Test
  void test_underTheSameSeedAgain_runsUnderTheSameSchedule() {
    LoopTestSamples.HASHES.clear();
    Launch.run(Sample.class, "schedules");
    var first = List.copyOf(LoopTestSamples.HASHES);
    LoopTestSamples.HASHES.clear();
    Launch.run(Sample.class, "schedules");
    assertEquals(first, LoopTestSamples.HASHES);
  }

  @Test
  void failure_underSomeSeed_isTheLastRunAndTellsHowToReplayIt() {
    List<Ran> runs = Launch.run(Sample.class, "failsUnderSeed3");
    assertEquals(List.of("seed 1", "seed 2", "seed 3"), names(runs));
    Ran last = runs.getLast();
    assertEquals(FAILED, last.status());
    var failure = assertInstanceOf(AssertionFailedError.class, last.failure());
    assertEquals("3 is odd", failure.getMessage());
    assertEquals(
        Sample.class.getName()
            + ".failsUnderSeed3 failed under seed 3;"
            + " to replay it, run this test alone with -Dtoro.seed=3",
        failure.getSuppressed()[0].getMessage());
    assertTrue(Launch.printed().contains("-Dtoro.seed=3"), Launch::printed);
  }

  @Test
  void replay_ofASeed_runsThatSeedOnly() {
    List<Ran> runs = Launch.replay(Sample.class, "failsUnderSeed3", "3");
    assertEquals(List.of("seed 3"), names(runs));
    assertEquals(FAILED, runs.getFirst().status());
    assertEquals(List.of("seed -8"), names(Launch.replay(Sample.class, "failsUnderSeed3", " -8 ")));
  }

  @Test
  void replay_ofSomethingElse_isRefused() {
    List<Ran> runs = Launch.replay(Sample.class, "onALoop", "x1");
    assertRefused("@LoopTest: toro.seed is not a seed: x1", runs);
  }

  @Test
  void seeds_lessThanOne_areRefused() {
    assertRefused(
        "@LoopTest: seeds is 0, and must be at least 1", Launch.run(Sample.class, "noSeeds"));
  }

  @Test
  void coroutine_thatStillRunsAtTheEnd_isCancelledBeforeTheNextSeed() {
    LoopTestSamples.ENDED.clear();
    List<Ran> runs = Launch.run(Sample.class, "leavesSomethingOver");
    assertEquals(3, runs.size());
    assertTrue(runs.stream().allMatch(run -> run.status() == SUCCESSFUL), runs::toString);
    assertEquals(List.of(1L, 2L, 3L), LoopTestSamples.ENDED);
  }

  @Test
  void coroutine_thatFailsWhileNobodyWatches_failsTheTest() {
    Ran run = Launch.run(Sample.class, "failsUnwatched").getFirst();
    assertEquals(FAILED, run.status());
    assertEquals("nobody looks", run.failure().getMessage());
  }

  @Test
  void coroutine_thatFailsAfterTheEnd_failsTheTest() {
    Ran run = Launch.run(Sample.class, "failsWhenCancelled").getFirst();
    assertEquals(FAILED, run.status());
    assertEquals("while cleaning up", run.failure().getMessage());
  }

  @Test
  void coroutine_thatFailsWatched_doesNotFailTheTest() {
    assertEquals(SUCCESSFUL, Launch.run(Sample.class, "failsWatched").getFirst().status());
  }

  @Test
  void deadlock_ofACoroutineWhosePartnerHasFailed_tellsOfBoth() {
    Throwable failure = Launch.run(Sample.class, "waitsForOneWhoFailed").getFirst().failure();
    assertInstanceOf(DeadlockException.class, failure);
    var suppressed = Stream.of(failure.getSuppressed()).map(Throwable::getMessage).toList();
    assertEquals("the one who was waited for", suppressed.getFirst());
    assertEquals(2, suppressed.size(), suppressed::toString);
  }

  @Test
  void locks_takenInOppositeOrder_areFoundByTheDefaultSchedules() {
    Ran last = Launch.run(Sample.class, "locksInOppositeOrder").getLast();
    assertEquals(FAILED, last.status());
    String report = assertInstanceOf(DeadlockException.class, last.failure()).getMessage();
    for (String lock : List.of("a", "b")) {
      String waits = " waits for AsyncLock[" + lock + ", held, 1 waiting], held by coroutine-";
      assertTrue(report.contains(waits), report);
    }
  }

  @Test
  void test_thatCannotGoOn_saysWhy() {
    for (var why :
        Map.of(
                "waitsForTheOutside", "something outside has not ended within PT0.002S",
                "blocksForTheOutside", "main has blocked the loop for PT0.002S",
                "polls", "time has not moved: spinning main")
            .entrySet()) {
      List<Ran> runs = Launch.run(Sample.class, why.getKey());
      assertEquals(List.of("seed 1"), names(runs));
      Throwable failure = runs.getFirst().failure();
      assertInstanceOf(DeadlockException.class, failure);
      assertTrue(failure.getMessage().contains(why.getValue()), failure::toString);
    }
  }

  @Test
  void whateverIsThrown_alsoWhatIsNoException_isTheFailure() {
    Ran run = Launch.run(Sample.class, "throwsAThrowable").getFirst();
    assertSame(Throwable.class, run.failure().getClass());
  }

  @Test
  void assumption_thatDoesNotHold_abortsAndDoesNotFail() {
    List<Ran> runs = Launch.run(Sample.class, "assumesMuch");
    assertEquals(2, runs.size());
    assertTrue(runs.stream().allMatch(run -> run.status() == ABORTED), runs::toString);
  }

  @Test
  void timeout_ofATestThatNeverEnds_endsItsCoroutines() {
    LoopTestSamples.ENDED.clear();
    Ran run = Launch.run(Sample.class, "takesTooLong").getFirst();
    assertEquals(FAILED, run.status());
    assertInstanceOf(TimeoutException.class, run.failure());
    assertEquals(List.of(1L), LoopTestSamples.ENDED);
  }

  @Test
  void beforeMethod_thatFails_tellsTheSeedToo() {
    List<Ran> runs = Launch.run(LoopTestSamples.BrokenBefore.class, "never");
    assertEquals(1, runs.size());
    var hint = runs.getFirst().failure().getSuppressed()[0];
    assertTrue(hint.getMessage().contains("-Dtoro.seed=1"), hint::toString);
  }

  private static void assertRefused(String message, List<Ran> runs) {
    var all = new ArrayList<String>();
    runs.forEach(run -> all.add(run.failure().getMessage()));
    assertEquals(List.of(message), all);
  }

  private static List<String> names(List<Ran> runs) {
    return runs.stream().map(Ran::name).toList();
  }
}

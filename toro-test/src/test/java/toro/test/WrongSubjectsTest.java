package toro.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every mistake is found within 200 schedules, by the rule that it breaks. */
class WrongSubjectsTest {
  private static final int SEEDS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Pattern SEED = Pattern.compile("(?:seed|round) (\\d+)");

  @TestFactory
  Stream<DynamicTest> wrongLocks_within200Schedules_areCaught() {
    return caught(
        Map.of(
            "loses a wake-up", lock(WrongSemaphores.LosesWakeUp::new),
            "lets others barge in", lock(WrongSemaphores.LetsBargeIn::new),
            "loses the lock on give-up", lock(WrongSemaphores.LosesPermitOnGiveUp::new),
            "loses the lock in between", lock(WrongSemaphores.LosesPermitInBetween::new),
            "lets two in", lock(WrongSemaphores.LetsTooManyIn::new),
            "last come, first served", lock(WrongSemaphores.LastComeFirstServed::new),
            "gives back twice", lock(WrongSemaphores.GivesBackTwice::new),
            "overflows", lock(WrongSemaphores.Overflows::new),
            "gives up too late", lock(WrongSemaphores.GivesUpTooLate::new)));
  }

  @TestFactory
  Stream<DynamicTest> wrongSemaphores_within200Schedules_areCaught() {
    return caught(
        Map.of(
            "loses a wake-up", semaphore(WrongSemaphores.LosesWakeUp::new),
            "lets others barge in", semaphore(WrongSemaphores.LetsBargeIn::new),
            "loses permits on give-up", semaphore(WrongSemaphores.LosesPermitOnGiveUp::new),
            "loses permits in between", semaphore(WrongSemaphores.LosesPermitInBetween::new),
            "blocks after a give-up", semaphore(WrongSemaphores.BlocksAfterGiveUp::new),
            "lets too many in", semaphore(WrongSemaphores.LetsTooManyIn::new),
            "last come, first served", semaphore(WrongSemaphores.LastComeFirstServed::new),
            "gives back twice", semaphore(WrongSemaphores.GivesBackTwice::new)));
  }

  @TestFactory
  Stream<DynamicTest> wrongQueues_within200Schedules_areCaught() {
    return caught(
        Map.of(
            "loses an item on give-up", queue(WrongQueues.LosesItemOnGiveUp::new),
            "loses an item in between", queue(WrongQueues.LosesItemInBetween::new),
            "delivers what was given up", queue(WrongQueues.DeliversWhatWasGivenUp::new),
            "loses a wake-up", queue(WrongQueues.LosesWakeUp::new),
            "lets others barge in", queue(WrongQueues.LetsBargeIn::new),
            "keeps too many", queue(WrongQueues.KeepsTooMany::new),
            "last in, first out", queue(WrongQueues.LastInFirstOut::new),
            "delivers twice", queue(WrongQueues.DeliversTwice::new),
            "closes too little", queue(WrongQueues.ClosesTooLittle::new)));
  }

  /** Whole contracts are checked: which rule is the first to see a mistake is told here. */
  @Test
  void mistakes_eachOnItsOwn_breakTheRuleThatIsAboutThem() {
    assertBreaks("never too many inside", lock(WrongSemaphores.LetsTooManyIn::new));
    assertBreaks("some give up", lock(WrongSemaphores.LosesPermitOnGiveUp::new));
    assertBreaks("giving up at every step", lock(WrongSemaphores.LosesPermitInBetween::new));
    assertBreaks("a long chain", lock(WrongSemaphores.Overflows::new));
    assertBreaks("first come, first served", semaphore(WrongSemaphores.LetsBargeIn::new));
    assertBreaks("nobody waits for ever", queue(WrongQueues.LosesWakeUp::new));
    assertBreaks("some give up", queue(WrongQueues.LosesItemInBetween::new));
    assertBreaks("takers give up at every step", queue(WrongQueues.LosesItemOnGiveUp::new));
    assertBreaks("putters give up at every step", queue(WrongQueues.DeliversWhatWasGivenUp::new));
    assertBreaks("closing", queue(WrongQueues.ClosesTooLittle::new));
  }

  @Test
  void mistakesInsideContinuations_eachOnItsOwn_breakTheRuleThatIsAboutThem() {
    assertBreaks("barging in from inside", lock(WrongSemaphores.LetsBargeInFromInside::new));
    assertBreaks("standing in line again", lock(WrongSemaphores.PrefersThoseInside::new));
    assertBreaks("giving up others from inside", lock(WrongSemaphores.IgnoresThoseInside::new));
    assertBreaks("continuations that throw", lock(WrongSemaphores.StopsAtAThrow::new));
    assertBreaks(
        "closing from inside", closable(() -> new WrongSemaphores.ClosesOnlyFromOutside(1)));
  }

  @Test
  void wrongSignals_within200Schedules_breakTheRuleThatIsAboutThem() {
    assertBreaks("first come, first served", event(WrongSignals.LastComeFirstWoken::new));
    assertBreaks("clearing from inside", event(WrongSignals.ForgetsWhomItWoke::new));
    assertBreaks("giving up others from inside", event(WrongSignals.WakesOneByOne::new));
    assertBreaks("a long chain", event(WrongSignals.Overflows::new));
    assertBreaks("clearing", event(WrongSignals.StaysSet::new));
    assertBreaks("first come, first served", condition(WrongSignals.KeepsSignals::new));
    assertBreaks("giving up at every step", condition(WrongSignals.LosesSignalOnGiveUp::new));
    assertBreaks("standing in line again", condition(WrongSignals.WakesThoseWhoComeAgain::new));
  }

  @TestFactory
  Stream<DynamicTest> mistakesThatTakeThreads_within200Rounds_breakOnlyTheRulesOfThreads() {
    return Map.of(
            "threads: never too many inside", lock(WrongOnThreads.LetsTooManyIn::new),
            "threads: first come, first served", lock(WrongOnThreads.PrefersVirtualThreads::new),
            "threads: giving up while it is granted",
                lock(WrongOnThreads.GivesUpWhatIsGranted::new),
            "threads: every item once", queue(WrongOnThreads.DeliversTwice::new),
            "threads: some give up", queue(WrongOnThreads.LosesAnItem::new),
            "threads: closing", queue(WrongOnThreads.TakesFromAClosedOne::new),
            "threads: everybody is woken", event(WrongOnThreads.MissesTheEvent::new),
            "threads: clearing", event(WrongOnThreads.WakesNobodyWhenCleared::new),
            "threads: no signal is lost", condition(WrongOnThreads.LosesASignal::new))
        .entrySet()
        .stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(),
                    () -> {
                      one.getValue().get().onOneThread().check();
                      assertBreaks(one.getKey(), one.getValue());
                    }));
  }

  @Test
  void semaphoreThatForgetsItIsClosed_within200Rounds_isCaught() {
    assertBreaks("threads: closing", closable(() -> new WrongOnThreads.WaitsForAClosedOne(1)));
  }

  @Test
  void failure_seenUnderOneSeed_isSeenAgainInTheSameWay() {
    Contract contract = lock(WrongSemaphores.LosesWakeUp::new).get();
    String first = failureOf(contract).getMessage();
    assertEquals(first, failureOf(contract).getMessage());
  }

  private static Stream<DynamicTest> caught(Map<String, Supplier<Contract>> wrong) {
    return wrong.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(),
                    () -> {
                      AssertionError failure = failureOf(one.getValue().get());
                      var seed = SEED.matcher(failure.getMessage());
                      assertTrue(seed.find(), failure::getMessage);
                      assertTrue(Long.parseLong(seed.group(1)) <= SEEDS, failure::getMessage);
                    }));
  }

  private static void assertBreaks(String rule, Supplier<Contract> contract) {
    var test = contract.get().tests().filter(one -> one.getDisplayName().equals(rule)).findFirst();
    var failure = assertThrows(AssertionError.class, test.orElseThrow().getExecutable(), rule);
    assertTrue(failure.getMessage().contains(", " + rule + ": "), failure::getMessage);
  }

  private static AssertionError failureOf(Contract contract) {
    return assertThrows(AssertionError.class, contract::check);
  }

  private static Supplier<Contract> lock(IntFunction<PlainSemaphore> kind) {
    return () -> Contract.lock(() -> new PlainLock(kind.apply(1))).seeds(SEEDS).patience(PATIENCE);
  }

  private static Supplier<Contract> semaphore(IntFunction<PlainSemaphore> kind) {
    return () -> Contract.semaphore(() -> kind.apply(3)).seeds(SEEDS).patience(PATIENCE);
  }

  private static Supplier<Contract> closable(Supplier<SemaphoreSubject.Closable> fresh) {
    return () -> Contract.closableSemaphore(fresh).seeds(SEEDS).patience(PATIENCE);
  }

  private static Supplier<Contract> event(Supplier<PlainEvent> fresh) {
    return () -> Contract.clearableEvent(fresh).seeds(SEEDS).patience(PATIENCE);
  }

  private static Supplier<Contract> condition(Supplier<PlainCondition> fresh) {
    return () -> Contract.condition(fresh).seeds(SEEDS).patience(PATIENCE);
  }

  private static Supplier<Contract> queue(IntFunction<PlainQueue> kind) {
    return () -> Contract.closableQueue(() -> kind.apply(2)).seeds(SEEDS).patience(PATIENCE);
  }
}

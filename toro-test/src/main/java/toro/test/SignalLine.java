package toro.test;

import static toro.test.Course.require;

import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who waits for an event or a signal.
 *
 * @param grantsAll whether one grant lets all in who wait
 * @param staysOpen whether it lets those in too who come later
 */
record SignalLine(
    String name,
    Supplier<? extends CompletionStage<?>> when,
    Predicate<CompletionStage<?>> leaving,
    Runnable granting,
    boolean grantsAll,
    boolean staysOpen)
    implements Line {

  static SignalLine event(EventSubject event) {
    return new SignalLine("set", event::when, event::giveUp, event::set, true, true);
  }

  static SignalLine signal(ConditionSubject condition) {
    return new SignalLine(
        "signal", condition::when, condition::giveUp, condition::signal, false, false);
  }

  static SignalLine signalAll(ConditionSubject condition) {
    return new SignalLine(
        "signalAll", condition::when, condition::giveUp, condition::signalAll, true, false);
  }

  @Override
  public CompletionStage<?> enter() {
    return when.get();
  }

  @Override
  public boolean giveUp(CompletionStage<?> request) {
    return leaving.test(request);
  }

  @Override
  public void grant() {
    granting.run();
  }

  /** Nobody who has left is still in line, to use up the signal of somebody else. */
  @Override
  public void requireNothingLost(Settle settle) throws Exception {
    CompletionStage<?> next = enter();
    grant();
    settle.run();
    require(Line.isGranted(next), () -> "the next " + name + " woke nobody");
  }

  @Override
  public String toString() {
    return name;
  }
}

package toro.test;

import java.util.concurrent.CompletionStage;

/** A condition of plain futures: right, and easily made wrong by a subclass. */
class PlainCondition extends PlainSignals implements ConditionSubject {
  @Override
  public CompletionStage<Void> when() {
    return enter();
  }

  @Override
  public void signal() {
    wake(1);
  }

  @Override
  public void signalAll() {
    wake(Integer.MAX_VALUE);
  }
}

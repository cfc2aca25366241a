package toro.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An event of plain futures: right, and easily made wrong by a subclass. */
class PlainEvent extends PlainSignals implements EventSubject.Clearable {
  volatile boolean isSet; // written under the monitor

  @Override
  public synchronized CompletionStage<Void> when() {
    return isSet ? CompletableFuture.completedFuture(null) : enter();
  }

  @Override
  public void set() {
    synchronized (this) {
      isSet = true;
    }
    wake(Integer.MAX_VALUE);
  }

  @Override
  public synchronized void clear() {
    isSet = false;
  }
}

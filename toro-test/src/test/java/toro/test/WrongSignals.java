package toro.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Events and conditions with the mistakes that are made. */
final class WrongSignals {
  private WrongSignals() {}

  /** The last one to come is woken first. */
  static final class LastComeFirstWoken extends PlainEvent {
    @Override
    CompletableFuture<Void> next() {
      return line.removeLast();
    }
  }

  /** Whom the event has woken waits again if it is cleared before he goes on. */
  static final class ForgetsWhomItWoke extends PlainEvent {
    @Override
    public void set() {
      isSet = true;
      while (isSet && !line.isEmpty()) {
        wake(1);
      }
    }
  }

  /** Who gives up may do so although the event has been set. */
  static final class WakesOneByOne extends PlainEvent {
    @Override
    public void set() {
      isSet = true;
      for (int n = line.size(); n > 0; n--) {
        wake(1);
      }
    }
  }

  /** Each continuation that sets an event runs the next one inside of itself. */
  static final class Overflows extends PlainEvent {
    @Override
    public void set() {
      isSet = true;
      while (!line.isEmpty()) {
        line.removeFirst().complete(null);
      }
    }
  }

  /** Clearing is forgotten. */
  static final class StaysSet extends PlainEvent {
    @Override
    public void clear() {}
  }

  /** Keeps a signal for which nobody waits. */
  static final class KeepsSignals extends PlainCondition {
    private int kept;

    @Override
    public CompletionStage<Void> when() {
      CompletionStage<Void> request = super.when();
      if (kept > 0) {
        kept--;
        wake(1);
      }
      return request;
    }

    @Override
    public void signal() {
      kept += line.isEmpty() ? 1 : 0;
      wake(1);
    }
  }

  /** Who gives up stays in line, and uses up the signal of somebody else. */
  static final class LosesSignalOnGiveUp extends PlainCondition {
    @Override
    public boolean giveUp(CompletionStage<?> request) {
      return request.toCompletableFuture().cancel(false);
    }
  }

  /** Those who come while others are woken are woken too. */
  static final class WakesThoseWhoComeAgain extends PlainCondition {
    @Override
    public void signalAll() {
      while (!line.isEmpty()) {
        CompletableFuture<Void> first = line.removeFirst();
        deliver(List.of(first));
      }
    }
  }
}

package toro.verify.soak;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import toro.Wait;

/** An actor that is a chain of callbacks on a small executor. */
final class CallbackActor extends Actor implements Runnable {
  private static final int STEPS_BEFORE_POST = 32;
  private static final int RUNNING = 0;
  private static final int PARKED = 1;
  private static final int ENDED = 2;

  /** The wait of a step ends before its caller has left the step, or after. */
  private final AtomicInteger state = new AtomicInteger();

  private Runnable then; // what to do when the wait has ended; null: there is none

  CallbackActor(Round round, int id) {
    super(round, id, false);
  }

  @Override
  void start() {
    round.pool.execute(this);
  }

  @Override
  public void run() {
    try {
      for (int i = 0; i < STEPS_BEFORE_POST; i++) {
        if (then == null) {
          if (round.isOver()) {
            round.left(this);
            return;
          }
          step();
        } else if (state.compareAndSet(RUNNING, PARKED)) {
          return; // posted again by who ends the wait
        } else {
          Runnable next = then;
          then = null;
          state.set(RUNNING);
          next.run();
        }
      }
      round.pool.execute(this);
    } catch (Throwable failure) {
      round.fault("an actor failed: ", this, failure);
      round.left(this);
    }
  }

  @Override
  <T> void await(Op<T> op, Wait<?> stage, Runnable then) {
    this.then = then;
    stage.whenComplete((value, failure) -> goOn(op, failure));
  }

  private void goOn(Op<?> op, Throwable failure) {
    ended(op, failure instanceof CompletionException ? failure.getCause() : failure);
    if (state.getAndSet(ENDED) == PARKED) {
      round.pool.execute(this);
    }
  }
}

package toro.verify.soak;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import toro.Deadline;
import toro.Loop;
import toro.Wait;

/** An actor that is a thread, virtual or not, or a coroutine of a loop. */
final class ThreadActor extends Actor implements Runnable {
  private static final int STEPS_BEFORE_YIELD =
      16; // no one takes a thread from the others for long
  private final Consumer<ThreadActor> starter;

  ThreadActor(Round round, int id, Consumer<ThreadActor> starter) {
    super(round, id, true);
    this.starter = starter;
  }

  @Override
  void start() {
    starter.accept(this);
  }

  @Override
  public void run() {
    try {
      for (int i = 1; !round.isOver(); i++) {
        step();
        if (i % STEPS_BEFORE_YIELD == 0) {
          Loop.yieldNow();
        }
      }
    } catch (Throwable failure) {
      round.fault("an actor failed: ", this, failure);
    } finally {
      round.left(this);
    }
  }

  @Override
  <T> void await(Op<T> op, Wait<?> stage, Runnable then) {
    Throwable failure = null;
    try {
      T value = received(op, stage);
      if (op.shape == Shape.READ) {
        op.accept(value);
      }
    } catch (ExecutionException | CompletionException e) {
      failure = e.getCause();
    } catch (Exception e) {
      failure = e;
    }
    if (op.parting == Parting.INTERRUPT) {
      op.waitsNoMore();
    }
    if (op.parting == Parting.INTERRUPT || op.parting == Parting.INTERRUPT_AT_ONCE) {
      var unused = Thread.interrupted();
    }
    ended(op, failure);
    then.run();
  }

  @SuppressWarnings("unchecked") // read is only what the wait itself returns
  private <T> T received(Op<T> op, Wait<?> stage) throws Exception {
    return (T)
        switch (op.parting) {
          case AWAIT_LIMIT -> stage.await(limit());
          case AWAIT_DEADLINE -> stage.await(Deadline.after(limit()));
          case GET_LIMIT -> stage.get(limit().toNanos(), TimeUnit.NANOSECONDS);
          case INTERRUPT_AT_ONCE -> {
            Thread.currentThread().interrupt();
            yield stage.await();
          }
          case INTERRUPT -> stage.await();
          default ->
              switch (below(3)) {
                case 0 -> stage.get();
                case 1 -> stage.join();
                default -> stage.await();
              };
        };
  }
}

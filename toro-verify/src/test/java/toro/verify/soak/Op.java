package toro.verify.soak;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import toro.Wait;

/**
 * One wait of one actor, and what becomes of it: it ends well and was received once, or it fails.
 */
final class Op<T> implements Consumer<T> {
  private static final int RECEIVED = 1;
  private static final int GIVEN_UP = 2;
  private static final VarHandle MARKS;

  static {
    try {
      MARKS = MethodHandles.lookup().findVarHandle(Op.class, "marks", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Round round;
  final Wait<T> wait;
  final Shape shape;
  final Parting parting;
  private final BiConsumer<? super T, Hold> body;
  private final Hold hold;
  Future<?> handle; // what is cancelled; before others see this
  private Thread waiting; // under this monitor
  private volatile int marks; // by anyone, with one atomic step

  Op(
      Round round,
      Wait<T> wait,
      Shape shape,
      Parting parting,
      BiConsumer<? super T, Hold> body,
      Hold hold) {
    this.round = round;
    this.wait = wait;
    this.shape = shape;
    this.parting = parting;
    this.body = body;
    this.hold = hold;
  }

  /** What was waited for has come. */
  @Override
  public void accept(T value) {
    int before = (int) MARKS.getAndBitwiseOr(this, RECEIVED);
    if (before != 0) {
      round.fault((before & RECEIVED) != 0 ? "received twice: " : "given up, and received: ", this);
    }
    try {
      body.accept(value, hold);
    } catch (Throwable failure) {
      round.fault("a use failed: ", this, failure);
    }
  }

  boolean isReceived() {
    return (marks & RECEIVED) != 0;
  }

  /** Gives it up, as its parting says. By any thread, at any time. */
  void part() {
    if (parting == Parting.INTERRUPT) {
      synchronized (this) {
        if (waiting != null) {
          waiting.interrupt();
        }
      }
    } else if (parting == Parting.CANCEL_WAIT) {
      cancelled(wait);
    } else {
      cancelled(handle);
    }
  }

  private void cancelled(Future<?> what) {
    if (what.cancel(true) && what == wait) {
      int before = (int) MARKS.getAndBitwiseOr(this, GIVEN_UP);
      if ((before & RECEIVED) != 0) {
        round.fault("received, and given up: ", this);
      }
    }
  }

  synchronized void waitsHere() {
    waiting = Thread.currentThread();
  }

  /** From now on nobody interrupts this thread for the sake of this. */
  synchronized void waitsNoMore() {
    waiting = null;
  }

  /** What it hangs on has ended. */
  void ended(Throwable failure) {
    if (failure != null && !round.expects(failure)) {
      round.fault("an unexpected failure: ", this, failure);
    }
    if (failure == null && !isReceived()) {
      round.fault("it ended well, and nothing was received: ", this);
    }
    if (!wait.isDone() && !shape.isView() && !round.course.goesOn()) {
      round.fault("its wait goes on: ", this);
    }
  }

  @Override
  public String toString() {
    return shape + " " + parting + " " + wait;
  }
}

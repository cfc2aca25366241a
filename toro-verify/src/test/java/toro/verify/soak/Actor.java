package toro.verify.soak;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.BiConsumer;
import toro.ClosedException;
import toro.Deadline;
import toro.Wait;

/**
 * One who does random operations on a primitive, one after the other: a thread, a coroutine, or a
 * chain of callbacks.
 */
abstract class Actor {
  private static final int LONGEST = 200_000; // nanoseconds of a limit
  private static final Parting[] PARTINGS = Parting.values();
  private static final Shape[] SHAPES = Shape.values();
  private static final VarHandle STEPS;

  static {
    try {
      STEPS = MethodHandles.lookup().findVarHandle(Actor.class, "steps", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Round round;
  final int id;
  private final boolean isThread;
  private long random; // by the actor
  private long steps; // by the actor; read by others at any time
  private volatile Op<?> now; // by the actor
  final Tally tally = new Tally(); // by the actor
  private volatile boolean hasLeft; // the same

  Actor(Round round, int id, boolean isThread) {
    this.round = round;
    this.id = id;
    this.isThread = isThread;
    this.random = round.seed * 31 + id;
  }

  // ---- for courses

  /** A random number from 0 to n - 1. */
  final int below(int n) {
    random += 0x9e3779b97f4a7c15L; // as SplittableRandom does it
    long z = random;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (int) (((z ^ (z >>> 31)) >>> 33) * n >>> 31);
  }

  /** Waits, or gives up in some way; `body` uses what was granted, `then` follows in any case. */
  final <T> void take(Wait<T> wait, BiConsumer<? super T, Hold> body, Runnable then) {
    Parting parting = below(3) == 0 ? PARTINGS[below(PARTINGS.length)] : Parting.NONE;
    start(wait, someShape(), parting, body, then);
  }

  final <T> void take(Wait<T> wait, BiConsumer<? super T, Hold> body) {
    take(wait, body, () -> {});
  }

  /** The same for what may never be granted: it is given up in any case. */
  final <T> void takeBriefly(Wait<T> wait, BiConsumer<? super T, Hold> body, Runnable then) {
    start(wait, someShape(), PARTINGS[1 + below(PARTINGS.length - 1)], body, then);
  }

  /** The same without giving up. */
  final <T> void takeSurely(Wait<T> wait, BiConsumer<? super T, Hold> body, Runnable then) {
    start(wait, plainShape(), Parting.NONE, body, then);
  }

  /** Whether a step may block the thread. */
  final boolean mayBlock() {
    return isThread;
  }

  /** A random limit. */
  final Duration limit() {
    return Duration.ofNanos(below(LONGEST));
  }

  /** When the use of something that needed no waiting is to end. */
  final Hold hold() {
    int kind = below(32);
    return kind == 0 ? round.delayed::add : kind < 8 ? round.pool::execute : Runnable::run;
  }

  /** Counts one more operation: a call that enters a wait, or ends one. */
  final void count() {
    STEPS.setOpaque(this, steps + 1);
  }

  // ---- for the round

  final long steps() {
    return (long) STEPS.getOpaque(this);
  }

  final void leave() {
    hasLeft = true;
  }

  final boolean hasLeft() {
    return hasLeft;
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + " " + id + ": " + now;
  }

  /** Begins to do its steps. */
  abstract void start();

  /** Waits for the stage, has the value used, and then goes on. */
  abstract <T> void await(Op<T> op, Wait<?> stage, Runnable then);

  /** What the operation hangs on has ended. */
  final void ended(Op<?> op, Throwable failure) {
    op.ended(failure);
    tally.ended(op);
    if (op.isReceived() && round.course.givesBack()) {
      count();
    }
  }

  /** Does a step, other than by going on with what it had begun. */
  final void step() {
    if (below(4) == 0) {
      round.partWithAnyone(this);
    }
    if (below(32) == 0) {
      round.runDelayed();
    }
    try {
      round.course.step(this);
    } catch (ClosedException failure) {
      if (!round.expects(failure)) {
        throw failure;
      }
    }
  }

  private Shape plainShape() {
    return isThread ? Shape.READ : Shape.FUNCTION;
  }

  private Shape someShape() {
    return round.isStrict || below(2) == 0
        ? plainShape()
        : SHAPES[(isThread ? 0 : 1) + below(SHAPES.length - (isThread ? 0 : 1))];
  }

  private <T> void start(
      Wait<T> wait, Shape shape, Parting wish, BiConsumer<? super T, Hold> body, Runnable then) {
    count();
    Parting parting = possible(wish, shape);
    Hold hold = shape == Shape.READ && below(8) == 0 ? round.pause : hold();
    var op = new Op<>(round, wait, shape, parting, body, hold);
    now = op;
    Wait<?> stage = shape.open(op);
    if (op.handle == null) {
      op.handle = stage;
    }
    switch (parting) {
      case CANCEL_AT_ONCE -> op.part();
      case WITHIN -> stage.within(limit());
      case BY -> stage.by(Deadline.after(limit()));
      case INTERRUPT -> op.waitsHere();
      default -> {}
    }
    if (parting.isByAnother()) {
      round.offer(op, this); // who does it counts it
    } else if (parting != Parting.NONE) {
      count();
    }
    await(op, stage, then);
  }

  /** The wish, or one that will do instead. */
  private Parting possible(Parting wish, Shape shape) {
    if (wish == Parting.NONE) {
      return wish;
    }
    if (round.isStrict && !isThread) {
      return Parting.CANCEL_WAIT; // what was granted must not go back
    }
    boolean byThread = wish.isByThread();
    boolean byStage = byThread || wish == Parting.WITHIN || wish == Parting.BY;
    return byThread && !isThread || byStage && shape.isGivenUpByHandle() ? Parting.CANCEL : wish;
  }
}

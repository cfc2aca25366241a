package toro.verify.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import toro.AsyncResult;
import toro.ClosedException;
import toro.Loop;
import toro.Wait;

/**
 * A while of random operations on one new primitive, by callbacks, virtual threads, platform
 * threads and the coroutines of two loops at once; then all come to rest, and are accounted for.
 */
final class Round {
  /*
   * Overview.
   *
   *      run ──▶ actors do steps ──▶ isOver: each ends what it has begun ──▶ at rest ──▶ account
   *
   * I1. No actor owns what was granted to it: it is given back by whoever comes to the end of its
   *     use (Hold). So an actor waits for one thing at a time, and never while it holds another.
   * I2. What others are to give up stands in `victims`; who takes it from there does it. So it is
   *     given up in the end, whatever happens.
   * I3. All is at rest when all actors have left, and what was delayed or posted has run.
   */
  private static final int OF_EACH_KIND = 6;
  private static final int PLATFORM_THREADS = 2;
  private static final int VICTIMS = 32;
  private static final long TURN = TimeUnit.MICROSECONDS.toNanos(50);
  private static final int FAULTS = 20; // more of them say nothing new
  static final Wait<Object> READY;

  static {
    var ready = new AsyncResult<Object>();
    ready.set("ready");
    READY = ready.whenDone();
  }

  final long seed;
  final boolean isStrict; // nothing goes back after it was granted: so the order can be seen
  private final boolean closes;
  private final Duration patience; // after that, what has not ended is stuck
  final Course course;
  final ForkJoinPool pool =
      new ForkJoinPool(2, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
  final Queue<Runnable> delayed = new ConcurrentLinkedQueue<>();
  final Hold pause =
      end -> {
        Loop.yieldNow();
        end.run();
      };
  private final AsyncResult<Object> never = new AsyncResult<>();
  private final AtomicReferenceArray<Op<?>> victims = new AtomicReferenceArray<>(VICTIMS);
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final List<Actor> actors = new ArrayList<>();
  private final AtomicInteger present = new AtomicInteger();
  private volatile boolean isOver; // by run
  private Book book = new Book(); // by run

  Round(long seed, Function<Round, Course> course, Duration patience) {
    this.seed = seed;
    this.patience = patience;
    this.isStrict = kind(4) == 0;
    this.closes = kind(4) >= 2;
    this.course = course.apply(this);
  }

  /** Of which of n kinds this round is. */
  int kind(int n) {
    return Math.floorMod(seed, n);
  }

  /** Runs for a time; what went wrong is in `faults`. */
  void run(Duration time) {
    Loop one = Loop.start("one");
    Loop two = Loop.start("two");
    for (int i = 0; i < OF_EACH_KIND; i++) {
      Loop loop = i % 2 == 0 ? one : two;
      actors.add(new CallbackActor(this, actors.size()));
      actors.add(new ThreadActor(this, actors.size(), Thread::startVirtualThread));
      actors.add(new ThreadActor(this, actors.size(), actor -> loop.spawn(actor::run)));
    }
    for (int i = 0; i < PLATFORM_THREADS; i++) {
      actors.add(new ThreadActor(this, actors.size(), Thread.ofPlatform().daemon()::start));
    }
    present.set(actors.size());
    actors.forEach(Actor::start);
    attend(time);
    if (closes) {
      course.close();
    }
    isOver = true;
    if (haveLeft()) {
      account();
      one.close();
      two.close();
      pool.shutdown();
    } // else nobody knows what can still be ended
  }

  private void attend(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long seen = -1; System.nanoTime() - end < 0 && faults.isEmpty(); ) {
      long steps = steps();
      if (steps == seen) {
        course.relieve();
      }
      seen = steps;
      LockSupport.parkNanos(TURN);
      runAllDelayed();
    }
  }

  /** Waits for the actors to end what they have begun. */
  private boolean haveLeft() {
    long end = System.nanoTime() + patience.toNanos();
    while (present.get() > 0) {
      if (System.nanoTime() - end > 0) {
        fault("stuck: " + course + " " + left());
        return false;
      }
      course.relieve();
      runAllDelayed();
      partWithAll();
      LockSupport.parkNanos(TURN);
    }
    return true;
  }

  private List<String> left() {
    return actors.stream().filter(actor -> !actor.hasLeft()).map(Actor::toString).toList();
  }

  /** What is posted runs to its end; then the books must balance. */
  private void account() {
    long end = System.nanoTime() + patience.toNanos();
    for (; ; ) {
      runAllDelayed();
      pool.awaitQuiescence(patience.toNanos(), TimeUnit.NANOSECONDS);
      book = new Book();
      book.equal("who waits for what never comes", 0, never.waiting());
      course.account(book);
      if (book.balances() || !faults.isEmpty()) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        fault("the books do not balance: " + book);
        return;
      }
      LockSupport.parkNanos(TURN); // the last functions run on other threads
    }
  }

  // ---- for actors

  boolean isOver() {
    return isOver;
  }

  void left(Actor actor) {
    actor.leave();
    present.decrementAndGet();
  }

  /** Something that never comes. */
  @SuppressWarnings("unchecked") // as it never comes
  <T> Wait<T> never() {
    return (Wait<T>) never.whenDone();
  }

  /** An operation that another one is to give up. */
  void offer(Op<?> op, Actor by) {
    part(victims.getAndSet(by.below(VICTIMS), op), by);
  }

  void partWithAnyone(Actor by) {
    part(victims.getAndSet(by.below(VICTIMS), null), by);
  }

  private static void part(Op<?> op, Actor by) {
    if (op != null) {
      by.count();
      op.part();
    }
  }

  private void partWithAll() {
    for (int i = 0; i < VICTIMS; i++) {
      Op<?> op = victims.getAndSet(i, null);
      if (op != null) {
        op.part();
      }
    }
  }

  void runDelayed() {
    Runnable task = delayed.poll();
    if (task != null) {
      task.run();
    }
  }

  private void runAllDelayed() {
    for (Runnable task; (task = delayed.poll()) != null; ) {
      task.run();
    }
  }

  // ---- faults

  boolean expects(Throwable seen) {
    Throwable cause = seen.getCause();
    Throwable failure = seen instanceof CompletionException && cause != null ? cause : seen;
    return failure instanceof CancellationException
        || failure instanceof TimeoutException
        || failure instanceof InterruptedException
        || failure instanceof RejectedExecutionException
        || failure instanceof ClosedException && closes;
  }

  void check(boolean holds, String what) {
    if (!holds) {
      fault(what);
    }
  }

  void fault(String what, Object whose) {
    fault(what + whose);
  }

  void fault(String what, Object whose, Throwable failure) {
    fault(what + whose + ": " + failure + " at " + List.of(failure.getStackTrace()));
  }

  private void fault(String what) {
    if (faults.size() < FAULTS) {
      faults.add("[seed " + seed + "] " + what);
    }
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  // ---- figures

  Book book() {
    return book;
  }

  long steps() {
    return actors.stream().mapToLong(Actor::steps).sum();
  }

  Tally tally() {
    var sum = new Tally();
    actors.forEach(actor -> sum.add(actor.tally));
    return sum;
  }
}

package toro.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.Block;

/**
 * Real threads that act at the same moment, for one round after the other. Whatever is awaited is
 * awaited for a limited time.
 */
final class Threads implements AutoCloseable {
  /** How many there are: half of them virtual. */
  static final int COUNT = 4;

  private static final int SPINS = 200;
  private static final int MEETING = 2_000; // spins, until one goes on without the others
  private static final long A_MOMENT = 20_000; // ns

  private final Duration patience;
  private final List<Member> members = new ArrayList<>();
  private Random random = new Random(0);

  Threads(Duration patience) {
    this.patience = patience;
    for (int i = 0; i < COUNT; i++) {
      members.add(new Member(i));
    }
  }

  /** Begins a round, whose random numbers follow from its number. */
  void round(long number) {
    random = new Random(number);
  }

  int upTo(int bound) {
    return random.nextInt(bound);
  }

  /** Random numbers for one of the threads. */
  Random split() {
    return new Random(random.nextLong());
  }

  /** Runs each action on a thread of its own, all at the same moment, and waits for their end. */
  void together(Block... actions) throws Exception {
    var missing = new AtomicInteger(actions.length);
    int thread = random.nextInt(COUNT);
    int first = random.nextInt(actions.length);
    for (int i = 0; i < actions.length; i++) {
      Block action = actions[(first + i) % actions.length];
      int delay = random.nextInt(random.nextBoolean() ? SPINS : MEETING);
      start(
          (thread + i) % COUNT,
          () -> {
            missing.decrementAndGet();
            for (int spins = 0; missing.get() > 0 && spins < MEETING; spins++) {
              Thread.onSpinWait();
            }
            spin(delay);
            action.run();
          });
    }
    join();
  }

  /** Runs an action on one of the threads, which has nothing to do at this time. */
  void start(int number, Block action) {
    Member member = members.get(number);
    if (member.next != null) {
      throw new IllegalStateException(member.thread + " is busy");
    }
    member.next = action;
    LockSupport.unpark(member.thread);
  }

  /** Waits until all the threads are done, and fails if one of them failed. */
  void join() throws Exception {
    for (Member member : members) {
      until(
          () -> member.thread + " should have returned from its calls",
          () -> member.next == null,
          patience.multipliedBy(2)); // its own waits end before
    }
    Throwable first = null;
    for (Member member : members) {
      Throwable failure = member.failure;
      member.failure = null;
      if (first == null) {
        first = failure;
      } else if (failure != null) {
        first.addSuppressed(failure);
      }
    }
    if (first instanceof Exception e) {
      throw e;
    } else if (first != null) {
      throw (Error) first;
    }
  }

  /** Waits until something is so, but not for ever. */
  void until(Supplier<String> what, BooleanSupplier condition) {
    until(what, condition, patience);
  }

  private static void until(Supplier<String> what, BooleanSupplier condition, Duration limit) {
    long start = System.nanoTime();
    for (int spins = 0; !condition.getAsBoolean(); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(A_MOMENT);
      }
      if (spins > SPINS && System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(what.get() + ", and did not within " + limit);
      }
    }
  }

  /** What a request is granted; parks this thread on it. */
  <T extends @Nullable Object> T value(String what, CompletionStage<? extends T> stage)
      throws InterruptedException {
    try {
      return stage.toCompletableFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(what + " should have been granted, and waits since " + patience, e);
    } catch (ExecutionException | CancellationException e) {
      throw new AssertionError(what + " should have been granted, and failed", e);
    }
  }

  /** Whether a request is granted, or else fails; waits for that. */
  boolean isGranted(String what, CompletionStage<?> stage) throws InterruptedException {
    var granted = new CompletableFuture<Boolean>();
    var unused = stage.whenComplete((value, failure) -> granted.complete(failure == null));
    return value(what + " should have ended: it", granted);
  }

  static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    members.forEach(Member::end);
  }

  private static final class Member {
    volatile @Nullable Block next; // the caller sets it, the thread clears it
    volatile @Nullable Throwable failure; // of the last action; before next is cleared
    private volatile boolean over;
    final Thread thread;

    Member(int number) {
      Thread.Builder builder = number % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      thread = builder.name("contract-" + number).start(this::run);
    }

    private void run() {
      while (!over) {
        Block action = next;
        for (int spins = 0; action == null && spins < SPINS; spins++) {
          Thread.onSpinWait();
          action = next;
        }
        if (action == null) {
          LockSupport.park(this);
        } else {
          run(action);
        }
      }
    }

    private void run(Block action) {
      try {
        action.run();
      } catch (Throwable thrown) { // for the one who waits for the end
        failure = thrown;
      } finally {
        next = null;
      }
    }

    void end() {
      over = true;
      LockSupport.unpark(thread);
    }
  }
}

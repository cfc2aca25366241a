package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Excludes all other threads for a few field writes; a primitive is its own guard. Not reentrant.
 */
class WaitGuard {
  /*
   * Overview.
   *
   * One word in the primitive itself, so that who comes in has its state at hand. It is held for
   * nanoseconds, unless its holder is preempted. Who finds it held looks again after a pause, and
   * a longer one each time: so the holder keeps the cache line, and does several things in a row
   * if it has them to do. Then he lets others run, then naps: a holder that was preempted goes on
   * the sooner if nobody burns its processor.
   *
   * I1. Nobody takes it twice: nothing foreign runs inside, a queue's comparator aside.
   * I2. What is written inside is seen by the next one inside.
   */
  private static final int SHORTEST_PAUSE = 8;
  private static final int LONGEST_PAUSE = 256;
  private static final int PAUSES = 8;
  private static final int YIELDS = PAUSES + 16;
  private static final long NAP_NANOS = 10_000;
  private static final long LONGEST_NAP_NANOS = 1_000_000;
  private static final VarHandle HELD;
  private static final VarHandle NUMBER;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(WaitGuard.class, "held", int.class);
      NUMBER = MethodHandles.lookup().findVarHandle(WaitGuard.class, "number", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final AtomicLong NUMBERS = new AtomicLong();

  private volatile int held; // 0, or 1: by lock with compare-and-set, by unlock with setRelease
  private volatile long number; // by number, with compare-and-set
  private @Nullable Thread holder; // by the holder, and only where assertions are enabled

  final void lock() {
    if (!HELD.compareAndSet(this, 0, 1)) {
      contend();
    }
    assert isHeldBy(Thread.currentThread());
  }

  final void unlock() {
    assert isHeld() && isHeldBy(null);
    HELD.setRelease(this, 0); // weaker than volatile: it is only for who comes in next (I2)
  }

  /** Where it comes among guards that are held together; given at the first call. */
  final long number() {
    if (number == 0) {
      NUMBER.compareAndSet(this, 0L, NUMBERS.incrementAndGet());
    }
    return number;
  }

  /** For assertions. */
  final boolean isHeld() {
    return held != 0 && holder == Thread.currentThread();
  }

  private boolean isHeldBy(@Nullable Thread thread) {
    holder = thread;
    return true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the holder may have been preempted: let it run
  private void contend() {
    assert holder != Thread.currentThread() : "held by this thread"; // I1
    int pause = SHORTEST_PAUSE;
    long nap = NAP_NANOS;
    for (int tries = 1; held != 0 || !HELD.compareAndSet(this, 0, 1); tries++) {
      if (tries < PAUSES) {
        for (int i = 0; i < pause; i++) {
          Thread.onSpinWait();
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      } else if (tries < YIELDS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(nap);
        nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
      }
    }
  }
}

package toro;

import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls back when some time has passed: the clock behind every limit. No function of a user's runs
 * on the thread that calls back.
 */
interface WaitTimer {
  /** Something scheduled that has not run yet. */
  interface Ticket {
    /** Forgets it, and frees what it holds. */
    void cancel();
  }

  /** Runs the task once after the given nanoseconds, on the timer's thread. */
  Ticket schedule(Runnable task, long nanos);

  /** The time on this clock; only differences mean something. */
  long nanoTime();

  /** The time on this clock when so many nanoseconds have passed, none or more. */
  default long after(long nanos) {
    return nanoTime() + nanos;
  }

  /** The clock of where this is called. */
  static WaitTimer here() {
    Home here = Home.here();
    return here == null ? realTime() : here.clock();
  }

  /** A random number from 0 to n - 1; where time is simulated, by the seed. */
  default int choose(int n) {
    return ThreadLocalRandom.current().nextInt(n);
  }

  /** Real time, kept by one daemon thread. */
  static WaitTimer realTime() {
    return RealTime.INSTANCE;
  }

  /** Has an alarm expire when that many nanoseconds have passed. */
  default void set(WaitAlarm alarm, long nanos) {
    alarm.ticket = schedule(alarm::expire, nanos);
  }

  /** Real time. Holds the one timer; loaded when the first limit is set. */
  final class RealTime implements WaitTimer {
    /*
     * Overview.
     *
     * The alarms lie in a few wheels, so that threads seldom meet at one. A thread sleeps until the
     * next slot in use, `wakeAt`, comes, and takes out what is due. It starts when an alarm is set,
     * and ends when there has been none for a while: as long as it lives it keeps this class and
     * its loader. Nobody's functions run on it, so that no slow one delays the limits of others: it
     * only decides that a wait has expired, wakes who is parked on it, and hands on to the next in
     * line. Functions are run elsewhere.
     *
     * I1. Who adds an alarm looks, after that, whether the thread sleeps beyond it, or has ended.
     *     The thread looks, after it has said so, whether anything was added before.
     * I2. No alarm is early: it is due at the end of the tick in which its time falls.
     */
    static final RealTime INSTANCE = new RealTime();
    private static final int WHEELS = 4; // a power of two
    private static final int TICK_SHIFT = 17; // 2^17 ns: about an eighth of a millisecond

    private final WaitWheel[] wheels = new WaitWheel[WHEELS];
    private final long epoch = System.nanoTime();
    private volatile long idleNanos = TimeUnit.SECONDS.toNanos(10);
    private volatile long wakeAt = Long.MAX_VALUE; // a tick; by the thread
    private volatile @Nullable Thread thread; // by start, and by the thread that ends

    RealTime() {
      Arrays.setAll(wheels, i -> new WaitWheel());
    }

    /** Has the thread end sooner, or later, when it is idle. */
    void endWhenIdleFor(long nanos) {
      idleNanos = nanos;
      LockSupport.unpark(thread);
    }

    boolean isRunning() {
      return thread != null;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Ticket schedule(Runnable task, long nanos) {
      var alarm = new WaitAlarm.Task(task);
      set(alarm, nanos);
      return alarm;
    }

    @Override
    public void set(WaitAlarm alarm, long nanos) {
      long end = nanoTime() - epoch + nanos;
      long due = ((end < 0 ? Long.MAX_VALUE : end) >> TICK_SHIFT) + 1; // I2
      WaitWheel wheel = wheels[(int) Thread.currentThread().threadId() & (WHEELS - 1)];
      alarm.wheel = wheel;
      wheel.add(alarm, due);
      if (due < wakeAt) { // I1
        try {
          wakeThread();
        } catch (Throwable noThread) {
          alarm.cancel();
          throw noThread;
        }
      }
    }

    private void wakeThread() {
      Thread running = thread;
      if (running == null) {
        start();
      } else {
        LockSupport.unpark(running);
      }
    }

    private synchronized void start() {
      if (thread == null) {
        Thread timer =
            Thread.ofPlatform()
                .daemon()
                .name("toro-timer")
                .inheritInheritableThreadLocals(false)
                .unstarted(this::run);
        timer.setContextClassLoader(null); // the first user's must not be kept
        thread = timer;
        try {
          timer.start();
        } catch (Throwable noThread) {
          thread = null;
          throw noThread;
        }
      }
    }

    private void run() {
      Trampoline mine = Trampoline.handOverTo(Wait.ASYNC);
      try {
        do {
          sleep(expireDue());
        } while (!end());
      } finally {
        Reference.reachabilityFence(mine); // the thread knows it weakly
      }
    }

    /** Returns when there will be something to do. */
    private long expireDue() {
      long tick = nanoTime() - epoch >> TICK_SHIFT;
      for (WaitWheel wheel : wheels) {
        WaitAlarm due = wheel.takeDue(tick);
        while (due != null) {
          WaitAlarm later = due.after;
          due.after = null;
          expire(due);
          due = later;
        }
      }
      return next();
    }

    private static void expire(WaitAlarm due) {
      try {
        due.expire();
      } catch (Throwable failure) { // such as out of memory: the others still expire
        System.getLogger("toro").log(Level.WARNING, "a limit could not be kept", failure);
      }
    }

    private long next() {
      long next = Long.MAX_VALUE;
      for (WaitWheel wheel : wheels) {
        next = Math.min(next, wheel.next());
      }
      return next;
    }

    private void sleep(long next) {
      wakeAt = next;
      if (next() >= next) { // I1
        long nanos = next == Long.MAX_VALUE ? next : (next << TICK_SHIFT) - (nanoTime() - epoch);
        LockSupport.parkNanos(this, Math.min(nanos, idleNanos));
      }
    }

    /** Whether this thread is to end: if so, who adds an alarm starts another one. */
    private boolean end() {
      if (wakeAt < Long.MAX_VALUE || next() < Long.MAX_VALUE) {
        return false;
      }
      thread = null;
      return next() == Long.MAX_VALUE || isReplaced(); // I1
    }

    private synchronized boolean isReplaced() {
      if (thread != null) {
        return true;
      }
      thread = Thread.currentThread();
      return false;
    }
  }
}

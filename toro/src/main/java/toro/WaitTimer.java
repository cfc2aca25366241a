package toro;

import java.lang.ref.Reference;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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

  /** Real time, on one daemon thread. */
  static WaitTimer realTime() {
    return RealTime.INSTANCE;
  }

  /** Holds the one real timer; loaded when the first limit is set. */
  final class RealTime implements WaitTimer {
    /*
     * Overview.
     *
     * The thread starts when something is scheduled, and ends when nothing has been for a while:
     * as long as it lives it keeps this class and its loader. Nobody's functions run on it, so
     * that no slow one delays the limits of others: it only decides that a wait has expired, wakes
     * who is parked on it, and hands on to the next in line. Functions are run elsewhere.
     */
    static final RealTime INSTANCE = new RealTime();
    private static final int IDLE_SECONDS = 10;

    final ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, RealTime::daemon);

    RealTime() {
      executor.setRemoveOnCancelPolicy(true);
      executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
      executor.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
      Thread thread =
          Thread.ofPlatform()
              .daemon()
              .name("toro-timer")
              .inheritInheritableThreadLocals(false)
              .unstarted(() -> run(work));
      thread.setContextClassLoader(null); // the first user's must not be kept
      return thread;
    }

    private static void run(Runnable work) {
      Trampoline mine = Trampoline.handOverTo(Wait.ASYNC);
      try {
        work.run();
      } finally {
        Reference.reachabilityFence(mine); // the thread knows it weakly
      }
    }

    @Override
    public Ticket schedule(Runnable task, long nanos) {
      var ticket = executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
      return () -> ticket.cancel(false);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }
}

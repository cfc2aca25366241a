package toro;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls back when some time has passed: the clock behind every limit. */
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

  /** Real time, on one daemon thread that starts with the first limit. */
  static WaitTimer realTime() {
    return RealTime.INSTANCE;
  }

  /** Holds the one real timer; loaded when the first limit is set. */
  final class RealTime implements WaitTimer {
    private static final WaitTimer INSTANCE = new RealTime();

    private final ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, RealTime::daemon);

    private RealTime() {
      executor.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task) {
      Thread thread = new Thread(task, "toro-timer");
      thread.setDaemon(true);
      thread.setContextClassLoader(null); // the first user's must not be kept for ever
      return thread;
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

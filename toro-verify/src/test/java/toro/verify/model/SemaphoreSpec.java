package toro.verify.model;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncSemaphore;
import toro.ClosedException;
import toro.Permit;

/** An unbounded semaphore of two permits. */
public interface SemaphoreSpec {
  void acquire(int who, int n);

  Standing tryAcquire(int who, int n);

  Standing look(int who);

  boolean cancel(int who);

  /** Gives back what somebody holds. */
  boolean release(int who);

  /** Gives one permit more; false if that is too late. */
  boolean mint();

  /** False if that is too late. */
  boolean resize(int permits);

  /** From now on, at most so many may wait, less one. */
  void limit(int requests);

  void close();

  /** What is right. */
  final class Model implements SemaphoreSpec {
    private final Line line = new Line();
    private final int[] amounts = new int[Tickets.MANY];
    private int permits = 2;
    private int available = 2;
    private int most = Integer.MAX_VALUE; // who wait
    private boolean closed;

    @Override
    public void acquire(int who, int n) {
      var unused = ask(who, n, Standing.WAITING);
    }

    @Override
    public Standing tryAcquire(int who, int n) {
      return ask(who, n, Standing.OUT);
    }

    private Standing ask(int who, int n, Standing ifTooFew) {
      if (!line.mayAsk(who)) {
        return line.look(who);
      }
      amounts[who] = n;
      if (closed) {
        return line.tell(who, Standing.FAILED);
      }
      if (available < n || !line.isEmpty()) {
        boolean isRefused = ifTooFew == Standing.WAITING && line.size() >= most;
        return line.tell(who, isRefused ? Standing.FAILED : ifTooFew);
      }
      available -= n;
      return line.tell(who, Standing.IN);
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public boolean cancel(int who) {
      boolean left = line.leave(who);
      admit();
      return left;
    }

    @Override
    public boolean release(int who) {
      if (!line.exit(who)) {
        return false;
      }
      available += amounts[who];
      admit();
      return true;
    }

    @Override
    public boolean mint() {
      return resize(permits + 1);
    }

    @Override
    public boolean resize(int permits) {
      if (closed) {
        return false;
      }
      available += permits - this.permits;
      this.permits = permits;
      admit();
      return true;
    }

    /** First come, first served: nobody passes one who wants more. */
    private void admit() {
      while (!line.isEmpty() && amounts[line.first()] <= available) {
        available -= amounts[line.admit()];
      }
    }

    @Override
    public void limit(int requests) {
      most = requests - 1;
    }

    @Override
    public void close() {
      closed = true;
      line.failAll();
    }
  }

  /** The library's. */
  class Real implements SemaphoreSpec {
    private final AsyncSemaphore semaphore = new AsyncSemaphore(2);
    private final Tickets tickets = new Tickets(semaphore::waiting);

    @Operation
    @Override
    public void acquire(
        @Param(gen = ThreadIdGen.class) int who, @Param(gen = IntGen.class, conf = "1:2") int n) {
      tickets.ask(who, () -> semaphore.acquire(n));
    }

    @Operation
    @Override
    public Standing tryAcquire(
        @Param(gen = ThreadIdGen.class) int who, @Param(gen = IntGen.class, conf = "1:2") int n) {
      return tickets.tryFor(who, () -> semaphore.tryAcquire(n));
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.cancel(who);
    }

    @Operation
    @Override
    public boolean release(@Param(gen = ThreadIdGen.class) int who) {
      if (!(tickets.exit(who) instanceof Permit permit)) {
        return false;
      }
      permit.close();
      return true;
    }

    @Operation
    @Override
    public boolean mint() {
      return isOpenFor(semaphore::release);
    }

    @Operation
    @Override
    public boolean resize(@Param(gen = IntGen.class, conf = "1:2") int permits) {
      return isOpenFor(() -> semaphore.resize(permits));
    }

    private static boolean isOpenFor(Runnable call) {
      try {
        call.run();
        return true;
      } catch (ClosedException e) {
        return false;
      }
    }

    @Operation
    @Override
    public void limit(@Param(gen = IntGen.class, conf = "1:2") int requests) {
      var unused = semaphore.maxWaiting(requests - 1);
    }

    @Operation
    @Override
    public void close() {
      semaphore.close();
    }
  }
}

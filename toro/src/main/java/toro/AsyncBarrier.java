package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A place where so many parties meet, again and again, without blocking a thread: each waits for
 * the last one, and then all go on.
 *
 * {@snippet file="Snippets.java" region="barrier"}
 *
 * <p>The last one to arrive lets all go on in one step; who arrives again belongs to the next
 * meeting, and waits for that. What is to be done once, before the others go on, is done between
 * two meetings: all arrive, the one with place 0 does it, all arrive again.
 *
 * <p><b>Fairness.</b> All go on in the order in which they came.
 *
 * <p><b>Cancellation.</b> A party that gives up is not counted any more: the others wait for one
 * who takes its place. So a limit on one party does no harm to the others; {@link
 * java.util.concurrent.CyclicBarrier} would break. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before an arrival happens-before what all those do who have met.
 *
 * <p>{@link AsyncLatch} is for a single time, and for others to wait for than those who arrive.
 */
public final class AsyncBarrier extends Primitive {
  /*
   * Overview.
   *
   * I1. A party ends only under the guard, by whichever door (WaiterGuarded). So those in line have
   *     not ended, their number is exact, and a meeting is all of them or none.
   * I2. At the end of each critical section fewer stand in line than are to meet.
   */
  private final WaitQueue waiters = new WaitQueue();
  private volatile int parties; // these two: written under the guard of waiters
  private volatile @Nullable ClosedException closed;

  /**
   * Creates a barrier.
   *
   * @param parties how many meet
   * @throws IllegalArgumentException if not positive
   */
  public AsyncBarrier(int parties) {
    this.parties = Names.positive("number of parties", parties);
  }

  /**
   * Names this barrier, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this barrier
   */
  public AsyncBarrier named(String name) {
    setName(name);
    return this;
  }

  /**
   * Arrives, and waits for the others.
   *
   * @return a wait that completes when as many have arrived as are to meet, with the place among
   *     them: 0 for the first, one less than their number for the last, who has made it complete;
   *     fails with {@link CancellationException} at a {@link #reset}, and with {@link
   *     ClosedException} when closed
   */
  public Wait<Integer> arrive() {
    var party = new Party();
    WaitGrants grants = null;
    Object end;
    waiters.lock();
    try {
      end = closed;
      if (end == null) {
        if (waiters.length() + 1 < parties) {
          waiters.append(party);
          return party;
        }
        party.place = waiters.length();
        grants = new WaitGrants();
        meet(grants);
        end = Waiter.GRANTED;
      }
    } finally {
      waiters.unlock();
    }
    WaitGrants.deliverAny(grants);
    return party.endAtOnce(end);
  }

  /** Under the guard: all in line go on. */
  private void meet(WaitGrants grants) {
    for (int place = 0; waiters.first() instanceof Party first; place++) {
      first.place = place;
      waiters.unlink(first);
      var unused = grants.grant(first); // I1: which has not ended
    }
  }

  /**
   * How many meet.
   *
   * @return the number
   */
  public int parties() {
    return parties;
  }

  /**
   * How many have arrived, and wait for the others.
   *
   * @return the number, less than {@link #parties}
   */
  public int waiting() {
    return waiters.count();
  }

  /**
   * Changes how many meet. If as many or more wait now, all of them have met, and go on.
   *
   * @param parties how many
   * @throws IllegalArgumentException if not positive
   * @throws ClosedException when closed
   */
  public void resize(int parties) {
    if (parties <= 0) {
      throw new IllegalArgumentException(
          brief() + ": number of parties must be positive: " + parties);
    }
    var grants = new WaitGrants();
    waiters.lock();
    try {
      refuseClosed("resize(" + parties + ")");
      this.parties = parties;
      if (waiters.length() >= parties) { // I2
        meet(grants);
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * Sends those away who wait: they fail with {@link CancellationException}. The barrier is as new,
   * at once, also for their functions.
   *
   * @throws ClosedException when closed
   */
  public void reset() {
    var failure = new CancellationException(brief() + ": reset");
    var grants = new WaitGrants();
    waiters.lock();
    try {
      refuseClosed("reset");
      waiters.failAll(failure, grants);
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  private void refuseClosed(String call) {
    ClosedException failure = closed;
    if (failure != null) {
      throw new ClosedException(brief() + ": " + call + " when closed", failure.getCause());
    }
  }

  /**
   * Closes this barrier for good: those who wait, and whoever arrives later, fail with {@link
   * ClosedException}. Idempotent.
   */
  public void close() {
    closeBecause(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    closeBecause(requireNonNull(cause, "cause"));
  }

  private void closeBecause(@Nullable Throwable cause) {
    var failure = new ClosedException(brief() + ": closed", cause);
    var grants = new WaitGrants();
    waiters.lock();
    try {
      if (closed == null) {
        closed = failure;
        waiters.failAll(failure, grants);
      }
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /**
   * Says whether this barrier is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return closed != null;
  }

  @Override
  String state() {
    return (isClosed() ? "closed, " : "") + "parties " + parties + Names.waiting(waiting());
  }

  private final class Party extends WaiterGuarded<Integer> {
    private int place; // under guard, before the grant

    @Override
    WaitGuard guard() {
      return waiters;
    }

    @Override
    Integer grantedValue() {
      return place;
    }

    @Override
    Object blocker() {
      return AsyncBarrier.this;
    }

    @Override
    String operation() {
      return "arrive";
    }

    @Override
    String lacking() {
      return "not all have arrived";
    }
  }
}

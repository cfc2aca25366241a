package toro.verify.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import toro.AsyncRateLimiter;
import toro.ClosedException;
import toro.Loop;

/**
 * A limiter of three turns in a minute, in simulated time: so it is not for the tools that know no
 * time. Who is in may go.
 */
public interface LimiterSpec {
  /** False if there are never so many. */
  boolean acquire(int who, int n);

  /** In, out if there are too few, or failed; and failed if there are never so many. */
  Standing tryAcquire(int n);

  /** In how many seconds so many more could go, or -1. */
  long delay(int n);

  Standing look(int who);

  /** Whether somebody could go; he may come again. */
  boolean go(int who);

  boolean cancel(int who);

  /** Some time passes: that many times ten seconds. */
  void pass(int times);

  /** To so many in a minute. */
  void resize(int permits);

  int waiting();

  void close();

  /** What is right. Time goes in steps of ten seconds, between which it does not matter. */
  abstract class Model implements LimiterSpec {
    static final int STEPS = 6; // in a minute
    private final Line line = new Line();
    private final int[] amounts = new int[Tickets.MANY];
    private final List<Integer> inLine = new ArrayList<>();
    int permits = 3;
    private boolean closed;

    /** The largest request. */
    abstract int most();

    /** Whether so many could go now. */
    abstract boolean fits(int n);

    abstract void use(int n);

    abstract void step();

    /** In how many seconds the last of these could go, who go as soon as they can. */
    abstract long seconds(List<Integer> requests);

    @Override
    public boolean acquire(int who, int n) {
      if (n > most()) {
        return false;
      }
      if (line.mayAsk(who)) {
        amounts[who] = n;
        var answer = tryAcquire(n);
        if (answer == Standing.OUT) {
          inLine.add(who);
          answer = Standing.WAITING;
        }
        line.tell(who, answer);
      }
      return true;
    }

    @Override
    public Standing tryAcquire(int n) {
      if (closed || n > most()) {
        return Standing.FAILED;
      }
      if (!inLine.isEmpty() || !fits(n)) {
        return Standing.OUT;
      }
      use(n);
      return Standing.IN;
    }

    @Override
    public long delay(int n) {
      if (n > most()) {
        return -1;
      }
      var requests = new ArrayList<Integer>();
      inLine.forEach(who -> requests.add(amounts[who]));
      requests.add(n);
      return seconds(requests);
    }

    /** First come, first served, whatever the amounts. */
    private void admit() {
      while (!inLine.isEmpty() && fits(amounts[inLine.getFirst()])) {
        int first = inLine.removeFirst();
        use(amounts[first]);
        line.admit(first);
      }
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public boolean go(int who) {
      return line.exit(who);
    }

    @Override
    public boolean cancel(int who) {
      inLine.remove((Integer) who);
      boolean left = line.leave(who);
      admit();
      return left;
    }

    @Override
    public void pass(int times) {
      for (int i = 0; i < times; i++) {
        step();
        admit();
      }
    }

    @Override
    public void resize(int permits) {
      this.permits = permits;
      for (int who : List.copyOf(inLine)) {
        if (amounts[who] > most()) {
          inLine.remove((Integer) who);
          line.fail(who);
        }
      }
      admit();
    }

    @Override
    public int waiting() {
      return inLine.size();
    }

    @Override
    public void close() {
      closed = true;
      inLine.clear();
      line.failAll();
    }
  }

  /** A bucket that holds three, counted in sixths: of these comes one for each permit a step. */
  final class Bucket extends Model {
    private static final int BURST = 3;
    private int sixths = BURST * STEPS;

    @Override
    int most() {
      return BURST;
    }

    @Override
    boolean fits(int n) {
      return sixths >= n * STEPS;
    }

    @Override
    void use(int n) {
      sixths -= n * STEPS;
    }

    @Override
    void step() {
      sixths += permits; // a waiter uses it before the bucket is full
      if (waiting() == 0) {
        sixths = Math.min(sixths, BURST * STEPS);
      }
    }

    @Override
    long seconds(List<Integer> requests) {
      int lacking = requests.stream().mapToInt(n -> n * STEPS).sum() - sixths;
      return Math.max(0, Math.ceilDiv(10 * lacking, permits));
    }
  }

  /** A window of a minute, which knows when each turn was. */
  final class Window extends Model {
    private List<Integer> turns = new ArrayList<>();
    private int now;

    @Override
    int most() {
      return permits;
    }

    private static boolean fits(int n, int at, List<Integer> turns, int permits) {
      return turns.stream().filter(turn -> turn > at - STEPS).count() + n <= permits;
    }

    @Override
    boolean fits(int n) {
      return fits(n, now, turns, permits);
    }

    @Override
    void use(int n) {
      IntStream.range(0, n).forEach(i -> turns.add(now));
    }

    @Override
    void step() {
      now++;
    }

    @Override
    long seconds(List<Integer> requests) {
      int at = now;
      var all = new ArrayList<>(turns);
      for (int n : requests) {
        while (!fits(n, at, all, permits)) {
          at++;
        }
        int turn = at;
        IntStream.range(0, n).forEach(i -> all.add(turn));
      }
      return 10L * (at - now);
    }
  }

  /** The library's, on a simulated loop. */
  final class Real implements LimiterSpec {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final AsyncRateLimiter limiter;
    private final Tickets tickets;

    private Real(AsyncRateLimiter limiter) {
      this.limiter = limiter;
      this.tickets = new Tickets(limiter::waiting);
    }

    public static Real bucket() {
      return new Real(AsyncRateLimiter.bucket(3, MINUTE, 3));
    }

    public static Real window() {
      return new Real(AsyncRateLimiter.window(3, MINUTE));
    }

    @Override
    public boolean acquire(int who, int n) {
      try {
        if (!tickets.mayAsk(who)) {
          return limiter.delay(n) != null;
        }
        tickets.ask(who, () -> limiter.acquire(n));
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    @Override
    public Standing tryAcquire(int n) {
      try {
        return limiter.tryAcquire(n) ? Standing.IN : Standing.OUT;
      } catch (ClosedException | IllegalArgumentException e) {
        return Standing.FAILED;
      }
    }

    @Override
    public long delay(int n) {
      try {
        return Math.ceilDiv(limiter.delay(n).toNanos(), 1_000_000_000L);
      } catch (IllegalArgumentException e) {
        return -1;
      }
    }

    @Override
    public Standing look(int who) {
      return tickets.look(who);
    }

    @Override
    public boolean go(int who) {
      boolean isIn = tickets.look(who) == Standing.IN;
      tickets.exit(who);
      return isIn;
    }

    @Override
    public boolean cancel(int who) {
      return tickets.cancel(who);
    }

    @Override
    public void pass(int times) {
      try {
        Loop.sleep(Duration.ofSeconds(10L * times).plusNanos(1)); // an alarm of then comes before
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void resize(int permits) {
      limiter.resize(permits, MINUTE);
    }

    @Override
    public int waiting() {
      return limiter.waiting();
    }

    @Override
    public void close() {
      limiter.close();
    }
  }
}

package toro.examples.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import toro.AsyncEvent;
import toro.TaskGroup;

/**
 * What is asked of a pool: so many callers, each a virtual thread, that ask one thing after the
 * other, until it is over.
 */
record Load(int callers, int queries, AsyncEvent stop) {
  /** How many accounts there are. */
  static final int ACCOUNTS = 1000;

  /**
   * How it went.
   *
   * @param perSecond queries
   * @param median of the time from asking for a connection until it was given back
   * @param most the same of 99 in 100
   * @param longest the longest of all
   * @param cpu processor time
   */
  record Result(long perSecond, Duration median, Duration most, Duration longest, Duration cpu) {}

  Result run(ConnectionPool pool) throws Exception {
    var times = new long[callers][queries / callers];
    var cpu = cpu();
    long start = System.nanoTime();
    TaskGroup.run(
        group -> {
          for (long[] mine : times) {
            group.spawn(() -> ask(pool, mine));
          }
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    var all = Arrays.stream(times).flatMapToLong(LongStream::of).filter(t -> t > 0).sorted();
    var sorted = all.toArray();
    return new Result(
        (long) (sorted.length / seconds),
        at(sorted, 50),
        at(sorted, 99),
        at(sorted, 100),
        cpu().minus(cpu));
  }

  /** What so many in a hundred do not exceed. */
  private static Duration at(long[] sorted, int percent) {
    int place = Math.min((int) (sorted.length * (long) percent / 100), sorted.length - 1);
    return Duration.ofNanos(place < 0 ? 0 : sorted[place]);
  }

  private void ask(ConnectionPool pool, long[] times) throws Exception {
    for (int i = 0; i < times.length && !stop.isSet(); i++) {
      long start = System.nanoTime();
      pool.use(Load::query);
      times[i] = System.nanoTime() - start;
    }
  }

  private static void query(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement("SELECT balance FROM account WHERE id = ?")) {
      query.setInt(1, ThreadLocalRandom.current().nextInt(ACCOUNTS));
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("no such account");
        }
      }
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

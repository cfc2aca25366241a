package toro.examples.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.h2.jdbcx.JdbcDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import toro.examples.cli.Cli;
import toro.examples.cli.Shutdown;

/** Many callers share a few connections of a database, by two pools in turn. */
@Command(
    name = "ConnectionPools",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, connection pools",
    sortOptions = false,
    description = {
      "Many callers, each a virtual thread, share a few connections of a database in memory (H2):"
          + " by Toro's AsyncPool and by HikariCP, in turn.",
      "Prints queries a second, the time from asking for a connection until it was given back, and"
          + " processor time. The first round warms up, and is not shown. Ctrl-C ends it early."
    })
public final class ConnectionPools implements Callable<Integer> {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";
  private static final String ROW = "%-8s %12s %12s %12s %12s %9s";

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many connections there are." + DEFAULT)
  private int connections;

  @Option(
      names = "--callers",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many callers share them." + DEFAULT)
  private int callers;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many queries a round has." + DEFAULT)
  private int queries;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many rounds are shown." + DEFAULT)
  private int rounds;

  @Spec private CommandSpec spec;

  /**
   * Compares.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Cli.run(new ConnectionPools(), args));
  }

  @Override
  public Integer call() throws Exception {
    Cli.check(spec, connections > 0, "--connections must be positive: " + connections);
    Cli.check(spec, callers > 0, "--callers must be positive: " + callers);
    Cli.check(spec, queries >= callers, "--queries must be one for each caller: " + queries);
    Cli.check(spec, rounds > 0, "--rounds must be positive: " + rounds);
    var source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:accounts");
    try (var shutdown = new Shutdown();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var mine = source.getConnection()) { // as long as it is open, the database is there
      fill(mine);
      var toro = ConnectionPool.toro(connections, source, threads);
      var hikari = ConnectionPool.hikari(connections, source);
      try {
        compare(new Load(callers, queries, shutdown.begun()), toro, hikari);
      } finally {
        toro.close();
        hikari.close();
      }
      int left = sessions(mine) - 1;
      print("connections left open: " + left);
      return left == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void compare(Load load, ConnectionPool toro, ConnectionPool hikari) throws Exception {
    print(ROW.formatted("pool", "queries/s", "median", "99 %", "longest", "CPU"));
    for (int round = 0; round <= rounds && !load.stop().isSet(); round++) {
      var ofToro = load.run(toro);
      var ofHikari = load.run(hikari);
      if (round > 0) {
        print("toro", ofToro);
        print("hikari", ofHikari);
      }
    }
  }

  private static void fill(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE account(id INT PRIMARY KEY, balance BIGINT NOT NULL)");
      statement.execute(
          "INSERT INTO account SELECT x - 1, 100 * x FROM system_range(1, " + Load.ACCOUNTS + ")");
    }
  }

  private static int sessions(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM information_schema.sessions")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private void print(String pool, Load.Result result) {
    print(
        ROW.formatted(
            pool,
            result.perSecond(),
            micros(result.median()),
            micros(result.most()),
            micros(result.longest()),
            String.format(Locale.ROOT, "%.2f s", result.cpu().toMillis() / 1e3)));
  }

  private static String micros(Duration time) {
    return time.toNanos() / 1000 + " µs";
  }

  private void print(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}

package toro.examples.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.TaskGroup;
import toro.examples.cli.Child;

@Timeout(120)
class ConnectionPoolsTest {

  @Test
  void program_fewQueries_showsBothAndLeavesNoConnection() throws Exception {
    try (var program =
        Child.start(
            ConnectionPools.class, "--queries", "640", "--rounds", "1", "--connections", "3")) {
      assertTrue(program.awaitLine("pool").contains("queries/s"));
      program.awaitLine("toro");
      program.awaitLine("hikari");
      assertEquals("connections left open: 0", program.awaitLine("connections"));
      assertEquals(0, program.status());
    }
  }

  @Test
  void program_arguments_areChecked() throws Exception {
    try (var program = Child.start(ConnectionPools.class, "--queries", "1")) {
      assertEquals(
          "ConnectionPools: --queries must be one for each caller: 1",
          program.awaitLine("ConnectionPools:"));
      assertEquals(2, program.status());
    }
  }

  @Test
  void toro_manyCallers_neverHaveMoreConnectionsThanThereAre() throws Exception {
    var source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:limit;DB_CLOSE_DELAY=-1");
    var inUse = new AtomicInteger();
    var most = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var pool = ConnectionPool.toro(3, source, threads);
      var seen = new ArrayList<Object>();
      TaskGroup.run(
          group -> {
            for (int i = 0; i < 50; i++) {
              group.spawn(
                  () -> {
                    pool.use(
                        connection -> {
                          most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
                          synchronized (seen) {
                            if (!seen.contains(connection)) {
                              seen.add(connection);
                            }
                          }
                          inUse.decrementAndGet();
                        });
                    return null;
                  });
            }
          });
      pool.close();
      assertTrue(most.get() <= 3 && seen.size() <= 3, () -> most + " in use of " + seen);
    }
  }
}

package toro.bench.scenario;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.h2.jdbcx.JdbcDataSource;
import toro.AsyncPool;

/** The same connections in two pools: of H2, in memory, and not used for anything. */
final class Connections implements AutoCloseable {
  final AsyncPool<Connection> toro;
  final HikariDataSource hikari;

  Connections(int size) {
    var source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:bench;DB_CLOSE_DELAY=-1");
    toro =
        AsyncPool.of(
            size,
            () -> {
              try {
                return CompletableFuture.completedFuture(source.getConnection());
              } catch (SQLException e) {
                return CompletableFuture.failedFuture(e);
              }
            },
            Connections::close);
    var config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    hikari = new HikariDataSource(config);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    toro.close();
    hikari.close();
  }
}

package toro.examples.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import toro.AsyncPool;

/** A pool of connections, as those see it who use one. */
interface ConnectionPool {
  /** What is done with a connection. */
  interface Use {
    void with(Connection connection) throws SQLException;
  }

  /** Borrows a connection, uses it, and gives it back. */
  void use(Use use) throws Exception;

  /** Ends it; returns when no connection is open any more. */
  void close() throws InterruptedException;

  /**
   * Toro's.
   *
   * @param threads where connections are opened, which blocks
   */
  // @start region=pool
  static ConnectionPool toro(int size, DataSource source, Executor threads) {
    var pool =
        AsyncPool.of(
                size,
                () -> CompletableFuture.supplyAsync(() -> open(source), threads),
                ConnectionPool::close)
            .validate(ConnectionPool::isOpen)
            .named("database");
    // @end
    return new ConnectionPool() {
      @Override
      public void use(Use use) throws Exception {
        try (var loan = pool.borrow().await()) {
          use.with(loan.get());
        }
      }

      @Override
      public void close() throws InterruptedException {
        pool.close();
        pool.whenDone().await();
      }
    };
  }

  /** HikariCP's. */
  static ConnectionPool hikari(int size, DataSource source) {
    var config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    var pool = new HikariDataSource(config);
    return new ConnectionPool() {
      @Override
      public void use(Use use) throws Exception {
        try (var connection = pool.getConnection()) {
          use.with(connection);
        }
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }

  private static Connection open(DataSource source) {
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOpen(Connection connection) {
    try {
      return !connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

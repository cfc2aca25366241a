package toro.bench.scenario;

import java.sql.Connection;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;

/** One borrows a connection that is idle, and gives it back. */
public class PoolBorrowReturn extends Scenario {
  private final Connections connections = new Connections(4);

  @TearDown
  public void close() {
    connections.close();
  }

  @Benchmark
  public Connection toro() throws InterruptedException {
    try (var loan = connections.toro.borrow().await()) {
      return loan.get();
    }
  }

  @Benchmark
  public Connection toroTry() throws InterruptedException {
    var idle = connections.toro.tryBorrow();
    try (var loan = idle == null ? connections.toro.borrow().await() : idle) {
      return loan.get();
    }
  }

  @Benchmark
  public Connection hikari() throws SQLException {
    try (var connection = connections.hikari.getConnection()) {
      return connection;
    }
  }
}

package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The pieces of code that the Javadoc shows of pools. */
final class PoolSnippets {
  final List<String> log = new ArrayList<>();

  /** A connection, as far as a pool cares. */
  record Connection(int number) {
    boolean isAlive() {
      return true;
    }

    CompletionStage<String> query(String text) {
      return CompletableFuture.completedFuture(text + " by " + number);
    }

    void close() {}
  }

  CompletionStage<Connection> connect() {
    log.add("connect");
    return CompletableFuture.completedFuture(new Connection(log.size()));
  }

  void pool() throws InterruptedException {
    // @start region="pool"
    var pool = AsyncPool.of(10, this::connect, Connection::close).validate(Connection::isAlive);

    try (var loan = pool.borrow().await()) { // a thread
      log.add(loan.get().query("one").toString());
    }

    pool.with(connection -> connection.query("two")).thenAccept(log::add); // callback code
    // @end region="pool"
    pool.close();
  }

  void loan(AsyncPool<Connection> pool) throws InterruptedException {
    // @start region="loan"
    try (var loan = pool.borrow().await()) {
      Connection connection = loan.get();
      if (!connection.isAlive()) {
        loan.discard(); // it is destroyed, and closing the loan does nothing any more
      }
    }
    // @end region="loan"
  }
}

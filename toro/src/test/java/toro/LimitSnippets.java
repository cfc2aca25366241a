package toro;

import java.util.ArrayList;
import java.util.List;

/** The pieces of code that the Javadoc shows of limiters and scopes. */
final class LimitSnippets {
  final List<Object> log = new ArrayList<>();

  void limiter(AsyncRateLimiter rate) throws InterruptedException {
    // @start region="limiter"
    rate.acquire().await(); // a thread
    log.add("go");

    rate.acquire().thenRun(() -> log.add("go")); // callback code: no thread waits

    if (!rate.tryAcquire()) {
      log.add("try again after " + rate.delay(1)); // such as in a header, Retry-After
    }
    // @end region="limiter"
  }

  void scope(AsyncQueue<String> requests, AsyncLock database) {
    // @start region="scope"
    var connection = new CancelScope();

    connection.add(requests.take()).thenAccept(log::add);
    connection.add(database.acquire().thenAccept(permit -> work(permit)));

    connection.close(); // it is gone: both have left their lines
    // @end region="scope"
  }

  private void work(Permit permit) {
    log.add("work");
    permit.close();
  }
}

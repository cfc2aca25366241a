package toro;

import java.util.ArrayList;
import java.util.List;

/** The pieces of code that the Javadoc shows of limiters. */
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
}

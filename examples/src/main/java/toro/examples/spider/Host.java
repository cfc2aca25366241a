package toro.examples.spider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import toro.AsyncLock;
import toro.AsyncSemaphore;
import toro.Loop;
import toro.Permit;

/** A server that is asked politely: its requests begin one by one, with a pause in between. */
final class Host {
  private final AsyncLock line;
  private Duration delay;
  private long next = System.nanoTime(); // when the next request may begin
  Robots robots = Robots.ALLOW_ALL;
  @Nullable String login; // what tells this server, and no other, who we are

  Host(String origin, Duration delay) {
    this.line = new AsyncLock().named(origin);
    this.delay = delay;
  }

  /** Its turn at this host, and then one of the connections: in this order, so that none idles. */
  Permit begin(AsyncSemaphore connections) throws InterruptedException {
    try (var turn = line.acquire().await()) {
      for (long wait; (wait = next - System.nanoTime()) > 0; ) {
        Loop.sleep(Duration.ofNanos(wait));
      }
      var connection = connections.acquire().await();
      next = System.nanoTime() + delay.toNanos();
      return connection;
    }
  }

  /** Leaves the whole host alone for that time. */
  void rest(Duration time) {
    next = Math.max(next, System.nanoTime() + time.toNanos());
  }

  void obey(Robots rules) {
    robots = rules;
    delay = delay.compareTo(rules.delay()) < 0 ? rules.delay() : delay;
  }
}

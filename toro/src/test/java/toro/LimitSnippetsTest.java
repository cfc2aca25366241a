package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Javadoc shows of limiters and scopes does what it says. */
@Timeout(60)
class LimitSnippetsTest {
  private final LimitSnippets snippets = new LimitSnippets();

  @Test
  void limiter_oneASecond_goesTwice() throws Exception {
    Loop.simulate(
        1,
        () -> {
          var rate = AsyncRateLimiter.bucket(1, Duration.ofSeconds(1), 1);
          snippets.limiter(rate);
          Loop.sleep(Duration.ofSeconds(1));
          return null;
        });
    assertEquals(List.of("go", "try again after PT2S", "go"), snippets.log);
  }

  @Test
  void scope_closed_leavesBothLines() {
    AsyncQueue<String> requests = AsyncQueue.unbounded();
    var database = new AsyncLock();
    Permit held = database.tryAcquire();
    snippets.scope(requests, database);
    assertEquals(0, requests.waiting());
    assertEquals(0, database.waiting());
    held.close();
    assertEquals(List.of(), snippets.log);
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Javadoc shows of limiters does what it says. */
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
}

package toro.verify.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.verify.Effort;

/** The soak of the build, with another seed each time. */
class SoakTest {
  private static final int SECONDS = Effort.times(60);

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void primitives_givenUpAtRandom_loseNothing() {
    Soak.Result result = Soak.run(System.nanoTime(), Duration.ofSeconds(SECONDS), "");

    assertEquals(List.of(), result.faults());
    assertTrue(result.operations() > 10_000L * SECONDS, "so few: " + result.operations());
  }
}

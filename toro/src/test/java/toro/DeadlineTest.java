package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlineTest {
  @Test
  void after_aWhile_isNotExpiredYet() {
    Duration hour = Duration.ofHours(1);
    Deadline deadline = Deadline.after(hour);
    assertFalse(deadline.isExpired());
    Duration remaining = deadline.remaining();
    assertTrue(remaining.isPositive(), remaining::toString);
    assertTrue(remaining.compareTo(hour) <= 0, remaining::toString);
  }

  @Test
  void after_zero_isExpired() {
    Deadline deadline = Deadline.after(Duration.ZERO);
    assertTrue(deadline.isExpired());
    assertFalse(deadline.remaining().isPositive());
  }

  @Test
  void isExpired_timePasses_becomesAndStaysTrue() {
    Deadline deadline = Deadline.after(Duration.ofMillis(2));
    until("the deadline is reached", deadline::isExpired);
    assertTrue(deadline.isExpired());
    assertFalse(deadline.remaining().isPositive());
  }

  @Test
  void remaining_timePasses_shrinks() {
    Deadline deadline = Deadline.after(Duration.ofHours(1));
    Duration before = deadline.remaining();
    until("less time remains", () -> deadline.remaining().compareTo(before) < 0);
    assertTrue(deadline.remaining().compareTo(before) < 0);
  }

  @Test
  void after_hugeDuration_doesNotOverflow() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    assertFalse(deadline.isExpired());
    assertTrue(deadline.remaining().compareTo(Duration.ofDays(365)) > 0);
  }

  @Test
  void after_longestNanos_doesNotOverflow() {
    Deadline deadline = Deadline.after(Duration.ofNanos(Long.MAX_VALUE));
    assertFalse(deadline.isExpired());
    assertTrue(deadline.remaining().compareTo(Duration.ofDays(365)) > 0);
  }

  @Test
  void after_negative_isExpiredAlready() {
    for (Duration past :
        List.of(Duration.ofNanos(-1), Duration.ofSeconds(-5), Duration.ofSeconds(Long.MIN_VALUE))) {
      Deadline deadline = Deadline.after(past);
      assertTrue(deadline.isExpired());
      assertEquals(Duration.ZERO, deadline.remaining());
      assertEquals("Deadline[expired]", deadline.toString());
    }
  }

  @Test
  void after_null_throwsNullPointer() {
    assertThrows(NullPointerException.class, () -> Deadline.after(null));
  }

  @Test
  void toString_always_tellsWhatRemains() {
    assertEquals("Deadline[expired]", Deadline.after(Duration.ZERO).toString());
    String shown = Deadline.after(Duration.ofHours(2)).toString();
    assertTrue(shown.startsWith("Deadline[in PT1H59M59"), shown);
  }

  @Test
  void isExpired_onceNothingRemains_isTrueAtThatMoment() throws Exception {
    Loop.simulate(
        1,
        () -> {
          Deadline deadline = Deadline.after(Duration.ofSeconds(1));
          Loop.sleep(Duration.ofSeconds(1).minusNanos(1));
          assertEquals(Duration.ofNanos(1), deadline.remaining());
          assertFalse(deadline.isExpired());
          Loop.sleep(Duration.ofNanos(1));
          assertEquals(Duration.ZERO, deadline.remaining());
          assertTrue(deadline.isExpired());
        });
  }
}

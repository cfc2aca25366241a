package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What makes a check of Lincheck's worthless is noticed. */
class InstrumentTest {
  @Test
  void run_anErrorIsLogged_fails() {
    assertThrows(
        IllegalStateException.class,
        () -> Instrument.run(() -> System.err.println("[ERROR] Jump edge in some class")));
    Instrument.run(() -> System.err.println("[WARN] nothing much"));
  }

  @Test
  void together_aThreadThrows_isFound() {
    Schedules.assertFound(
        () ->
            Schedules.together(
                () -> {
                  throw new IllegalStateException("in a thread");
                }));
  }
}

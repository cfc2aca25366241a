package toro.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import toro.examples.cli.Child;

class TourTest {
  @Test
  void main_everyPiece_doesWhatTheReadmeSays() throws Exception {
    assertEquals(
        List.of(
            "a thread is alone",
            "a callback chain was alone, and got page /",
            "5 pages came; free again: 2",
            "every page is done, and so is the spider",
            "gave up, and took nothing",
            "the other one gave up as well: true",
            "nobody has the lock",
            "there came page /"),
        Child.linesOf(Tour.class));
  }
}

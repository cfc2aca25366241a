package toro.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import toro.examples.cli.Child;

class ProducerConsumerTest {
  @Test
  void main_tenItemsThroughAQueueOfThree_allDoneInOrderAndTheProgramEnds() throws Exception {
    var lines = Child.linesOf(ProducerConsumer.class);
    assertEquals(22, lines.size(), lines::toString);
    assertEquals(numbered("put "), linesWith("put ", lines));
    assertEquals(numbered("     working on "), linesWith("     working on ", lines));
    assertTrue(lines.contains("10 items were put"), lines::toString);
    assertEquals("10 items are done", lines.getLast());
  }

  private static List<String> numbered(String start) {
    return IntStream.range(0, 10).mapToObj(item -> start + item).toList();
  }

  private static List<String> linesWith(String start, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(start)).toList();
  }
}

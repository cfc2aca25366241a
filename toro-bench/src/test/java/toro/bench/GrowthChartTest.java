package toro.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The figure of how cost grows shows what was measured, and is well-formed. */
class GrowthChartTest {
  private static final Sweep CHAIN = Sweep.ALL.getFirst();

  static Stream<Sweep> sweeps() {
    return Sweep.ALL.stream();
  }

  private static Score score(String contender, String waiters, double wall) {
    var sizes = Map.of("waiters", waiters);
    return new Score("Chain", sizes, contender, wall, wall, wall, wall, 0, null, 1);
  }

  private static Document parse(String svg) throws Exception {
    var source = new InputSource(new StringReader(svg));
    return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(source);
  }

  @Test
  void chart_ofTwoContenders_drawsALineForEach() throws Exception {
    var scores =
        List.of(score("toro", "1", 100), score("toro", "1000", 1_000), score("ibm", "1", 10));
    var lines = parse(GrowthChart.of(List.of(CHAIN), scores)).getElementsByTagName("polyline");
    assertEquals(2, lines.getLength());
    var points = ((Element) lines.item(0)).getAttribute("points").split("[ ,]");
    assertEquals(4, points.length);
    assertTrue(Double.parseDouble(points[2]) > Double.parseDouble(points[0]), "more is right");
    assertTrue(Double.parseDouble(points[3]) < Double.parseDouble(points[1]), "slower is up");
  }

  @Test
  void chart_ofASizeOfAnotherFigure_leavesItOut() throws Exception {
    var scores = List.of(score("toro", "1", 100), score("toro", "7", 100));
    var line =
        (Element)
            parse(GrowthChart.of(List.of(CHAIN), scores)).getElementsByTagName("polyline").item(0);
    assertEquals(2, line.getAttribute("points").split("[ ,]").length);
  }

  @Test
  void chart_ofWhatWasNotMeasured_isNotThere() {
    assertFalse(GrowthChart.of(Sweep.ALL, List.of(score("toro", "1", 100))).contains("neighbours"));
  }

  @ParameterizedTest
  @MethodSource("sweeps")
  void sweep_ofAnyScenario_namesItsParametersAndContenders(Sweep sweep) throws Exception {
    var scenario = Class.forName("toro.bench.scenario." + sweep.scenario());
    for (var contender : sweep.contenders()) {
      assertTrue(
          Stream.of(scenario.getMethods()).anyMatch(each -> each.getName().equals(contender)),
          contender);
    }
    var names = Stream.concat(Stream.of(sweep.parameter()), sweep.others().keySet().stream());
    names.forEach(name -> assertDoesNotThrow(() -> parameter(scenario, name), name));
  }

  /** The field of the scenario, or of the state that its methods take. */
  private static void parameter(Class<?> scenario, String name) throws NoSuchFieldException {
    for (var state : scenario.getClasses()) {
      if (Stream.of(state.getFields()).anyMatch(field -> field.getName().equals(name))) {
        return;
      }
    }
    scenario.getField(name);
  }
}

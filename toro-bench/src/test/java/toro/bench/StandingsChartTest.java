package toro.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The picture of where we stand shows who is ahead, and by how much. */
class StandingsChartTest {
  private static Score score(String contender, double wall) {
    return new Score("LockTry", Map.of(), contender, wall, wall, wall, wall, 0, null, 1);
  }

  /** Our time beside a peer's of 100 ns. */
  private static Standing standing(double ours) {
    return new Standing(score("toro", ours), score("ibm", 100));
  }

  private static List<Element> bars(double... ours) throws Exception {
    var standings = new ArrayList<Standing>();
    for (double each : ours) {
      standings.add(standing(each));
    }
    var source = new InputSource(new StringReader(StandingsChart.of(standings)));
    var drawn =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(source)
            .getElementsByTagName("rect");
    var bars = new ArrayList<Element>();
    for (int i = 1; i < drawn.getLength(); i++) { // the first is the background
      bars.add((Element) drawn.item(i));
    }
    return bars;
  }

  private static double left(Element bar) {
    return Double.parseDouble(bar.getAttribute("x"));
  }

  private static double right(Element bar) {
    return left(bar) + Double.parseDouble(bar.getAttribute("width"));
  }

  @Test
  void bar_ofHalfTheTime_goesAsFarLeftAsThatOfTwiceTheTimeGoesRight() throws Exception {
    var bars = bars(50, 200);
    assertEquals(2, bars.size());
    assertEquals(right(bars.get(0)), left(bars.get(1)), 0.2);
    assertEquals(
        right(bars.get(0)) - left(bars.get(0)), right(bars.get(1)) - left(bars.get(1)), 0.2);
  }

  @Test
  void bar_ofATie_hasAColourOfItsOwn() throws Exception {
    var colours = bars(50, 105, 200).stream().map(bar -> bar.getAttribute("fill")).distinct();
    assertEquals(3, colours.count());
  }

  @Test
  void bar_ofWhatIsFarAhead_staysInThePicture() throws Exception {
    var bars = bars(0.01, 25, 1e6);
    assertEquals(left(bars.get(1)), left(bars.get(0)), 0.2);
    assertTrue(right(bars.get(2)) < 890 - 100);
  }

  @Test
  void row_namesThePeerAndTheRatio() {
    assertTrue(StandingsChart.of(List.of(standing(50))).contains(">0.5 x ibm<"));
  }
}

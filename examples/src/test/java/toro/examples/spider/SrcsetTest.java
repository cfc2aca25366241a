package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SrcsetTest {
  private static final Duration HANGS = Duration.ofMinutes(2);
  private static final int LARGE = 2_000_000;

  private static List<String> images(String srcset) {
    var images = new ArrayList<String>();
    Srcset.forEach(srcset, images::add);
    return images;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a                       | a",
        "  a  ,  b               | a b",
        "a,b                     | a,b",
        "a, b                    | a b",
        "a 1x,b 2x               | a b",
        "a 1x , b 2x ,           | a b",
        ",,a 1x,,,b 2x,,         | a b",
        "a,,, b                  | a b",
        "a,b,c 1x, d,e 2x        | a,b,c d,e",
        "data:,x 1x, data:image/png;base64,AA== 2x | data:,x data:image/png;base64,AA==",
        "a (1x, b 2x), c 1x      | c",
        "a ( , b 1x, ), c        | c",
        "a ( , b                 | ''",
        "a x(,)x, c              | c",
        "a (1x) 1x, c            | c",
        "a), b                   | a) b",
        "a( , b                  | a( b",
        "a 1x\tb, c 1w           | c",
      })
  void forEach_commasSpacesAndParentheses_separateImages(String srcset, String images) {
    var expected = images.equals("''") ? List.<String>of() : List.of(images.split(" ", -1));
    assertEquals(expected, images(srcset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1x",
        "0x",
        "-0x",
        "1.5x",
        ".5x",
        "1e3x",
        "1E+3x",
        "1e-3x",
        "-0.0e5x",
        "1w",
        "100w 50h",
        "50h 100w",
        "007w",
        ""
      })
  void forEach_validSize_isAnImage(String size) {
    assertEquals(List.of("a"), images("a " + size));
    assertEquals(List.of("a", "b"), images("a " + size + ", b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "w",
        "h",
        "1",
        "1y",
        "1X",
        "1W",
        "-1x",
        "+1x",
        "1.x",
        "1ex",
        "0x1x",
        "-.1x",
        "NaNx",
        "Infinityx",
        "0w",
        "-1w",
        "+1w",
        "1.5w",
        "1e3w",
        "50h",
        "0h 1w",
        "1w 1w",
        "1x 1x",
        "1w 1x",
        "1x 1w",
        "1w 1h 1h",
        "1x 1h",
        "1h 1x",
        "\u0661w",
        "1 x",
        "(1x)"
      })
  void forEach_wrongSize_isNoImage(String size) {
    assertEquals(List.of("b"), images("a " + size + ", b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", ", ,", "\t\n\f\r ,"})
  void forEach_nothing_isNoImage(String srcset) {
    assertEquals(List.of(), images(srcset));
  }

  @Test
  void forEach_onlyAsciiSpaces_separate() {
    assertEquals(List.of("a\u00A0b", "c\u000Bd"), images("a\u00A0b\f1x,\r\nc\u000Bd\t1x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {",", " ", "(", ")", "a", "a,", "a ,", "a (", "a (,) ", "1", "1x ", "-0 "})
  void forEach_muchOfTheSame_ends(String unit) {
    var much = unit.repeat(LARGE / unit.length());
    for (var srcset :
        List.of(much, "a " + much, "a " + much + "x", much + ", a 1x", "a (" + much)) {
      var images = assertTimeoutPreemptively(HANGS, () -> images(srcset));
      assertEquals(images.size(), images.stream().filter(image -> !image.isEmpty()).count());
    }
  }
}

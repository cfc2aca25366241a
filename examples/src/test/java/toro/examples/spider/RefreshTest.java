package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0;url=/new              | /new",
        "0; url=/new             | /new",
        "0; /new                 | /new",
        "0 /new                  | /new",
        "0, /new                 | /new",
        "0,/new                  | /new",
        "0 ; /new                | /new",
        "0, URL = '/new'         | /new",
        "5; uRl = \"/new\" rest  | /new",
        "5;'/new'x               | /new",
        "5;\"x                   | x",
        "5;url='x                | x",
        "5;url=\"x'              | x'",
        "5;url=x'y               | x'y",
        "1.5;x                   | x",
        ".5;x                    | x",
        ".;x                     | x",
        "1...2.;x                | x",
        "99999999999999999999;x  | x",
        "0;;x                    | ;x",
        "0,,x                    | ,x",
        "0; ; x                  | ; x",
        "0;url                   | url",
        "0;u                     | u",
        "0;ur=x                  | ur=x",
        "0;url x                 | url x",
        "0;urls=x                | urls=x",
        "0;urlurl=x              | urlurl=x",
        "0;url==x                | =x",
        "0;url=url=x             | url=x",
        "0;'url=x'               | url=x",
        "0;=x                    | =x",
        "0 url=x                 | x",
      })
  void reference_isFoundByTheStandardsSteps(String content, String expected) {
    assertEquals(expected, Refresh.reference(content));
    assertEquals(expected, Refresh.reference("\t\n\f\r " + content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "5 ",
        "5;",
        "5,",
        "5 ; ",
        ".",
        "1.5",
        "x",
        ";url=x",
        "url=x",
        "-1;url=x",
        "+1;url=x",
        "0x;url=y",
        "0url=x",
        "0:url=x",
        "0\u00A0;url=x",
        "\u00660;x",
        "a0;x"
      })
  void reference_toNothingOrThePageItself_isNone(String content) {
    assertNull(Refresh.reference(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0;url=", "0;url= ", "0;''", "0;\"\"x", "0;url= ''"})
  void reference_withoutText_isEmpty(String content) {
    assertEquals("", Refresh.reference(content));
  }

  @Test
  void reference_muchText_isReadOnce() {
    for (var unit : new String[] {"0", ".", " ", ";", "u", "url=", "'", "0;"}) {
      var much = unit.repeat(2_000_000 / unit.length());
      for (var before : new String[] {"", "0;", "0;url=", "0;'"}) {
        assertTimeoutPreemptively(
            Duration.ofMinutes(2), () -> Refresh.reference(before + much), before + unit);
      }
    }
  }
}

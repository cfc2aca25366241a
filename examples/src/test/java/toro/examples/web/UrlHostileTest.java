package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no honest page says. */
class UrlHostileTest {
  private static final int LARGE = 1_000_000;
  private static final Duration HANGS = Duration.ofMinutes(2);
  private static final String[] ODD =
      ("http: https: HTTP: ftp: x: / // \\ ? # @ : . .. %2e %2E%2e [ ] [::1] [1:2::3.4.5.6] % %4"
              + " %41 %00 %C3%A9 %FF é ß \u0301 א \u200D \u00AD 💩 \uD83D \uDCA9 \uFFFD 。 １ xn--"
              + " xn--9ca XN--a 0x 0x7f 09 127 999 65536 80 443 \t \n"
              + " \u0000 \u007F a B _ - ~ ^ | ' \" < ` { * $ & = 日 ¥ ｱ")
          .split(" ");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "../",
        "a/../",
        "a/",
        ".",
        "%2e%2e/",
        "%2e/",
        "@",
        ":",
        "u:p@",
        "[",
        "]",
        "[:",
        "é",
        "é.",
        "א.",
        "xn--a.",
        "xn--9ca.é.",
        "1.",
        "1",
        "0",
        "0x",
        ":0",
        ":1",
        "%",
        "%C3%A9",
        "%41",
        "\t",
        " ",
        "\\",
        "?",
        "#",
        "\uD83D",
        "💩",
        "\u0301",
        "\u00AD",
        "日a",
        "¥\\",
        "ｱ",
        "‽",
        "'",
        "\u0000"
      })
  void parse_aMillionTimes_ends(String unit) {
    var much = unit.repeat(LARGE / unit.length());
    for (var before : List.of("", "http://", "http://h:", "http://h/", "//[", "?")) {
      assertTimeoutPreemptively(HANGS, () -> resolve(before + much, "UTF-8"));
    }
    for (var page : List.of("windows-1252", "EUC-JP", "ISO-2022-JP")) {
      assertTimeoutPreemptively(HANGS, () -> resolve("?" + much, page));
    }
  }

  @Test
  void parse_oddTexts_areAddressesOrNot() throws NotAnAddress {
    var random = new Random(42);
    int addresses = 0;
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder(random.nextInt(3) == 0 ? "" : "http://");
      for (int parts = random.nextInt(12); parts > 0; parts--) {
        text.append(random.nextInt(50) == 0 ? " " : ODD[random.nextInt(ODD.length)]);
      }
      var page = random.nextBoolean() ? "UTF-8" : "EUC-JP";
      addresses += checkAny(text.toString(), page) ? 1 : 0;
    }
    assertTrue(addresses > 20_000 && addresses < 180_000, addresses + " of 200,000");
  }

  private static boolean checkAny(String text, String page) throws NotAnAddress {
    var url = resolve(text, page);
    if (url == null) {
      return false;
    }
    checkWritten(url);
    return true;
  }

  private static Url resolve(String text, String page) throws NotAnAddress {
    var base = Url.parse("http://u:p@base:81/a/b/c?d");
    try {
      var url = base.resolve(text, Charset.forName(page));
      assertTrue(url == null || Url.parse(url.toString()).equals(url));
      return url;
    } catch (NotAnAddress e) {
      assertTrue(e.reason().startsWith("no"), e.reason());
      return null;
    }
  }

  private static void checkWritten(Url url) throws NotAnAddress {
    assertTrue(url.toString().chars().allMatch(c -> c > ' ' && c < 0x7F), url::toString);
    assertTrue(url.toString().indexOf('#') < 0 && url.target().startsWith("/"), url::toString);
    var again = Url.parse(url.toString());
    assertEquals(url, again);
    assertEquals(url.host(), again.host());
    assertEquals(url.port(), again.port());
    assertEquals(url.user(), again.user());
    assertEquals(url.password(), again.password());
    assertEquals(url.path(), again.path());
    assertEquals(url.query(), again.query());
    assertEquals(url, url.resolve(""));
    assertEquals(
        url,
        url.sibling("/").resolve(url.target().startsWith("//") ? url.toString() : url.target()));
    assertEquals(url.withoutUser(), Url.parse(url.origin() + url.target()));
  }
}

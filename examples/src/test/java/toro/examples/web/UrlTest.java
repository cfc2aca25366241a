package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTest {
  private static final String BASE = "http://h/a/b/page?x=1";

  @ParameterizedTest
  @CsvSource({
    "other, http://h/a/b/other",
    "/other, http://h/other",
    "//other, http://other/",
    "'', http://h/a/b/page?x=1",
    "#part, http://h/a/b/page?x=1",
    "other#part?no, http://h/a/b/other",
    "?y=2#part, http://h/a/b/page?y=2",
    "?, http://h/a/b/page?",
    "., http://h/a/b/",
    "../.., http://h/",
    "../../../../other, http://h/other",
    "%2e%2E/.%2e/other, http://h/other",
    "%2e/other, http://h/a/b/other",
    "other/%2E%2e, http://h/a/b/",
    "..., http://h/a/b/...",
    "%2e%2e%2e, http://h/a/b/%2e%2e%2e",
    "/a//../b, http://h/a/b",
    "/a///, http://h/a///",
    "other?y/../z, http://h/a/b/other?y/../z",
    "http:other, http://h/a/b/other",
    "http:/other, http://h/other",
    "https:other, https://other/",
    "HTTPS:\\\\\\Other\\x\\..\\y?a\\b, https://other/y?a\\b",
    "\\other, http://h/other",
    "..\\other, http://h/a/other",
    "\\\\other\\page, http://other/page",
    "/\\other, http://other/",
    "http://h:80/a, http://h/a",
    "http://h:443/a, http://h:443/a",
    "https://h:00443, https://h/",
    "http://h:/, http://h/",
    "http://h:0/, http://h:0/",
    "%7euser/%2f%c3%a9x%41, http://h/a/b/%7euser/%2f%c3%a9x%41",
    "é, http://h/a/b/%C3%A9",
    "100%, http://h/a/b/100%",
    "a^b`c{d}|[e]\"<>, http://h/a/b/a%5Eb%60c%7Bd%7D|[e]%22%3C%3E",
    "'q?a=''[1]''&b={2}^`|', http://h/a/b/q?a=%27[1]%27&b={2}^`|",
    "http://u:p@h/, http://u:p@h/",
    "http://u@b:p:q@h/, http://u%40b:p%3Aq@h/",
    "http://:@h/, http://h/",
    "http://u:@h/, http://u@h/",
    "http://:p@h/, http://:p@h/",
  })
  void resolve_reference_isWrittenAsBrowsersDo(String reference, String expected) throws Exception {
    assertEquals(expected, String.valueOf(Url.parse(BASE).resolve(reference)));
  }

  @Test
  void resolve_spacesAndLineBreaks_areLeftOut() throws NotAnAddress {
    var base = Url.parse(BASE);
    assertEquals(
        "http://h/a/b/other", String.valueOf(base.resolve("\u0000 \t oth\r\n\ter \u001F")));
    assertEquals("http://other/", String.valueOf(base.resolve("h\nttp\t:/\n/other")));
    assertEquals("http://h/a/b/two%20words", String.valueOf(base.resolve(" two words ")));
    assertEquals("http://h/a/b/%C2%A0", String.valueOf(base.resolve("\u00A0")));
  }

  @Test
  void resolve_halfACharacter_isReplaced() throws NotAnAddress {
    var url = Url.parse(BASE).resolve("\uD83D?\uDCA9#", StandardCharsets.UTF_8);
    assertEquals("http://h/a/b/%EF%BF%BD?%EF%BF%BD", String.valueOf(url));
  }

  @Test
  void resolve_withUser_keepsIt() throws NotAnAddress {
    var base = Url.parse("http://u:p@h:81/a/b");
    assertEquals("http://u:p@h:81/a/c", String.valueOf(base.resolve("c")));
    assertEquals("http://u:p@h:81/c", String.valueOf(base.resolve("/c")));
    assertEquals("http://other/", String.valueOf(base.resolve("//other")));
    assertEquals("http://h:81/c", String.valueOf(base.resolve("http://h:81/c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mailto:a@b",
        "javascript:void(0)",
        "tel:1",
        "data:,x",
        "ftp://h/",
        "a:b",
        "x.y+z-1:",
        "httpx://h/"
      })
  void resolve_otherSchemes_leadNotToTheWeb(String reference) throws NotAnAddress {
    assertNull(Url.parse(BASE).resolve(reference));
    var failure = assertThrows(NotAnAddress.class, () -> Url.parse(reference));
    assertEquals("not http or https", failure.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "http://, no host",
    "https:, no host",
    "//, no host",
    "http://?x, no host",
    "http://:80/, no host",
    "http://u@/, no host",
    "http://u@:80/, no host",
    "http://h:65536/, not a port",
    "http://h:99999999999999999999/, not a port",
    "http://h:8o/, not a port",
    "http://h:-1/, not a port",
    "http://a b/, not a host",
    "http://a<b/, not a host",
    "http://a%00b/, not a host",
    "http://[::1/, not an IPv6 address",
    "http://[::1]x/, not an IPv6 address",
    "http://1.2.3.256/, not an IPv4 address",
  })
  void resolve_nonsense_isNoAddress(String reference, String reason) throws NotAnAddress {
    var base = Url.parse(BASE);
    var failure = assertThrows(NotAnAddress.class, () -> base.resolve(reference));
    assertEquals(reason, failure.reason());
  }

  @Test
  void parse_relativeReference_hasNoScheme() {
    for (var text : List.of("", "page", "/page", "//h/", "1http://h/", ":", "#x")) {
      assertEquals(
          "no scheme", assertThrows(NotAnAddress.class, () -> Url.parse(text)).reason(), text);
    }
  }

  @Test
  void parts_ofAFullAddress_areFound() throws NotAnAddress {
    var url = Url.parse("HTTPS://Us%C3%A9r:p%40:s@Example.ORG:8443/a/b/c?d/e?f#g");
    assertEquals("https", url.scheme());
    assertTrue(url.isSecure());
    assertTrue(url.hasUser());
    assertEquals("Usér", url.user());
    assertEquals("p@:s", url.password());
    assertEquals("example.org", url.host());
    assertEquals(8443, url.port());
    assertEquals("example.org:8443", url.authority());
    assertEquals("https://example.org:8443", url.origin());
    assertEquals("/a/b/c", url.path());
    assertEquals("/a/b/", url.folder());
    assertEquals("d/e?f", url.query());
    assertEquals("/a/b/c?d/e?f", url.target());
    assertEquals("https://example.org:8443/a/b/c?d/e?f", url.withoutUser().toString());
    assertEquals("d/e?f", url.withoutUser().query());
    assertEquals("example.org", url.withoutUser().host());
    assertEquals(8443, url.withoutUser().port());
    assertFalse(url.withoutUser().hasUser());
  }

  @Test
  void parts_ofAShortAddress_areEmpty() throws NotAnAddress {
    var url = Url.parse("http://h");
    assertFalse(url.isSecure());
    assertFalse(url.hasUser());
    assertEquals("", url.user());
    assertEquals("", url.password());
    assertEquals(80, url.port());
    assertEquals(443, Url.parse("https://h").port());
    assertEquals("/", url.path());
    assertEquals("/", url.folder());
    assertNull(url.query());
    assertEquals("", Url.parse("http://h?").query());
    assertEquals("/", url.target());
    assertSame(url, url.withoutUser());
  }

  @Test
  void sibling_ofAPage_isOnTheSameServer() throws NotAnAddress {
    var robots = Url.parse("http://u:p@h:81/a/b?c").sibling("/robots.txt");
    assertEquals("http://u:p@h:81/robots.txt", robots.toString());
    assertNull(robots.query());
    assertEquals("y?z", robots.sibling("/x?y?z").query());
    assertEquals(robots, Url.parse(robots.toString()));
    assertThrows(IllegalArgumentException.class, () -> robots.sibling("x"));
  }

  @Test
  void equals_writtenAlike_isTheSame() throws NotAnAddress {
    var url = Url.parse("http://h/a");
    assertEquals(url, Url.parse("HTTP://H:80/b/../a#x"));
    assertEquals(url.hashCode(), Url.parse("http://h/a#y").hashCode());
    assertNotEquals(url, Url.parse("http://h/a?"));
    assertNotEquals(url, Url.parse("https://h/a"));
    assertTrue(url.compareTo(Url.parse("http://h/b")) < 0);
  }

  @Test
  void typed_withoutScheme_saysWhatWasMeant() {
    assertEquals("http://h/", Url.typed("HTTP://h").toString());
    assertAdvice("example.org", "is not a web address; did you mean https://example.org?");
    assertAdvice("ftp://h/", "is not a web address; only http and https?");
    assertAdvice("http://", "is not an address: no host");
    assertAdvice("https://h:x", "is not an address: not a port");
  }

  private static void assertAdvice(String text, String advice) {
    var failure = assertThrows(IllegalArgumentException.class, () -> Url.typed(text));
    assertEquals("'" + text + "' " + advice, failure.getMessage());
  }

  @Test
  void fromField_rawBytes_areReadAsBrowsersDo() throws NotAnAddress {
    var utf8 = new String("/é💩".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertEquals("/é💩", Url.fromField(utf8));
    assertEquals("/caf%E9?%FF", Url.fromField("/caf\u00E9?\u00FF"));
    assertEquals("/a%41b", Url.fromField("/a%41b"));
    assertEquals("/\u20AC", Url.fromField("/\u20AC"));
    var base = Url.parse(BASE);
    assertEquals("http://h/%C3%A9%F0%9F%92%A9", "" + base.resolve(Url.fromField(utf8)));
    var host = new String("//é/".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertEquals("http://xn--9ca/", "" + base.resolve(Url.fromField(host)));
  }
}

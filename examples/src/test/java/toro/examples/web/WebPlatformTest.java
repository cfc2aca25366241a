package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The web platform's own cases, as far as they are about http and https. */
class WebPlatformTest {
  private enum Kind {
    WEB,
    FAILURE,
    ELSEWHERE,
    OTHER_BASE
  }

  /** Since June 2026 the standard takes ASCII domains as they are, with bad Punycode too. */
  private static final Map<String, String> DECIDED_SINCE =
      Map.of(
          "http://a.b.c.xn--pokxncvks", "http://a.b.c.xn--pokxncvks/",
          "http://a.b.c.XN--pokxncvks", "http://a.b.c.xn--pokxncvks/",
          "http://a.b.c.Xn--pokxncvks", "http://a.b.c.xn--pokxncvks/",
          "http://10.0.0.xn--pokxncvks", "http://10.0.0.xn--pokxncvks/",
          "http://10.0.0.XN--pokxncvks", "http://10.0.0.xn--pokxncvks/",
          "http://10.0.0.xN--pokxncvks", "http://10.0.0.xn--pokxncvks/");

  private static final List<JsonObject> CASES = cases();

  @TestFactory
  Stream<DynamicTest> web_reference_isWrittenAsTheStandardSays() {
    return of(Kind.WEB).map(test -> dynamicTest(name(test), () -> checkParts(test)));
  }

  @TestFactory
  Stream<DynamicTest> failure_reference_leadsNowhere() {
    return of(Kind.FAILURE).map(test -> dynamicTest(name(test), () -> checkFailure(test)));
  }

  @TestFactory
  Stream<DynamicTest> elsewhere_reference_leadsNotToTheWeb() {
    return of(Kind.ELSEWHERE).map(test -> dynamicTest(name(test), () -> checkElsewhere(test)));
  }

  @TestFactory
  Stream<DynamicTest> decidedSince_reference_isAsTheStandardSaysNow() {
    return DECIDED_SINCE.entrySet().stream()
        .map(
            test ->
                dynamicTest(
                    test.getKey(),
                    () -> assertEquals(test.getValue(), Url.parse(test.getKey()).toString())));
  }

  @Test
  void cases_all_areCounted() {
    assertEquals(687, CASES.size());
    assertEquals(211, of(Kind.WEB).count());
    assertEquals(194, of(Kind.FAILURE).count());
    assertEquals(178, of(Kind.ELSEWHERE).count());
    assertEquals(6, CASES.stream().filter(WebPlatformTest::isDecidedSince).count());
    assertEquals(98, CASES.stream().filter(test -> kind(test) == Kind.OTHER_BASE).count());
  }

  private static void checkParts(JsonObject test) throws NotAnAddress {
    var url = resolved(test);
    var href = text(test, "href");
    int hash = href.indexOf('#');
    assertEquals(hash < 0 ? href : href.substring(0, hash), String.valueOf(url));
    var path = text(test, "pathname");
    var search = text(test, "search");
    var host = text(test, "host");
    assertEquals(text(test, "protocol"), url.scheme() + ":");
    assertEquals(text(test, "hostname"), url.host());
    assertEquals(host, url.authority());
    assertEquals(text(test, "protocol") + "//" + host, url.origin());
    assertEquals(path, url.path());
    var query = url.query();
    assertEquals(search, query == null || query.isEmpty() ? "" : "?" + query);
    var port = text(test, "port");
    assertEquals(port.isEmpty() ? url.isSecure() ? "443" : "80" : port, "" + url.port());
    assertEquals(PercentEncoding.decoded(text(test, "username")), url.user());
    assertEquals(PercentEncoding.decoded(text(test, "password")), url.password());
  }

  private static void checkFailure(JsonObject test) {
    assertThrows(NotAnAddress.class, () -> resolved(test));
  }

  private static void checkElsewhere(JsonObject test) throws NotAnAddress {
    if (base(test).startsWith("http")) {
      assertNull(resolved(test));
    } else {
      var failure = assertThrows(NotAnAddress.class, () -> resolved(test));
      assertEquals("not http or https", failure.reason());
    }
  }

  private static Url resolved(JsonObject test) throws NotAnAddress {
    var input = text(test, "input");
    var base = base(test);
    return base.startsWith("http") ? Url.parse(base).resolve(input) : Url.parse(input);
  }

  private static Kind kind(JsonObject test) {
    var base = base(test);
    var input = text(test, "input");
    if (!base.isEmpty() && !base.startsWith("http") && !base.equals("about:blank")
        || base.equals("about:blank") && input.startsWith("#")) {
      return Kind.OTHER_BASE;
    }
    if (test.has("failure")) {
      boolean isOfTheWeb = input.strip().matches("(?is)https?:.*|[^:]*|[^a-z].*");
      return isOfTheWeb || base.isEmpty() ? Kind.FAILURE : Kind.ELSEWHERE;
    }
    return text(test, "protocol").matches("https?:") ? Kind.WEB : Kind.ELSEWHERE;
  }

  private static Stream<JsonObject> of(Kind kind) {
    return CASES.stream().filter(test -> kind(test) == kind && !isDecidedSince(test));
  }

  private static boolean isDecidedSince(JsonObject test) {
    return DECIDED_SINCE.containsKey(text(test, "input"));
  }

  private static String name(JsonObject test) {
    var shown = test.get("input") + " in " + base(test);
    return shown.length() < 200 ? shown : shown.substring(0, 200) + "...";
  }

  private static String base(JsonObject test) {
    return test.get("base").isJsonNull() ? "" : text(test, "base");
  }

  private static String text(JsonObject test, String key) {
    return test.get(key).getAsString();
  }

  private static List<JsonObject> cases() {
    try (var in = WebPlatformTest.class.getResourceAsStream("urltestdata.json");
        var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      var all = JsonParser.parseReader(reader).getAsJsonArray().spliterator();
      return StreamSupport.stream(all, false)
          .filter(JsonElement::isJsonObject)
          .map(JsonElement::getAsJsonObject)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

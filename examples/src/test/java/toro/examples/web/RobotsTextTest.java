package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsTextTest {
  @ParameterizedTest
  @CsvSource({
    "/a/b?c=d, /a/b?c=d",
    "/%41%7e%2d, /A~-",
    "/é, /%C3%A9",
    "/%c3%a9, /%C3%A9",
    "/a%2fb%3fc, /a%2Fb%3Fc",
    "/a%, /a%25",
    "/a%2, /a%252",
    "/a%zz, /a%25zz",
    "/*.gif$, /*.gif$",
    "/a$b, /a%24b",
    "/a%2A%24, /a%2A%24",
    "/[x]|\\^`{}\"<>, /%5Bx%5D%7C%5C%5E%60%7B%7D%22%3C%3E",
    "/a b, /a%20b",
    "/?q='x', /?q=%27x%27",
    "/\uD83D, /%EF%BF%BD",
  })
  void comparable_rule_hasOneForm(String rule, String expected) {
    assertEquals(expected, Url.comparable(rule));
  }

  @Test
  void comparableTarget_ofAnAddress_isWrittenAsItsRuleIs() throws NotAnAddress {
    for (var text : new String[] {"/é?ü='[1]'", "/%7Euser/%c3%a9", "/a b|c^d", "/a%", "/A%2fb"}) {
      var target = Url.parse("http://h" + text).comparableTarget();
      assertEquals(Url.comparable(text), target);
    }
    assertEquals("/%2A/a%24?%2A%24", Url.parse("http://h/*/a$?*$").comparableTarget());
  }
}

package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
  @ParameterizedTest
  @CsvSource({
    "Example.ORG, example.org",
    "a_b.example, a_b.example",
    "_dmarc.é.example, _dmarc.xn--9ca.example",
    "faß.example, xn--fa-hia.example",
    "FAẞ.example, xn--fa-hia.example",
    "βόλος.example, xn--nxasmm1c.example",
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example, xn--bcher-kva.example",
    "bu\u0308cher.example, xn--bcher-kva.example",
    "💩.example, xn--ls8h.example",
    "☕.example, xn--53h.example",
    "a。b．c｡d, a.b.c.d",
    "ｅｘａｍｐｌｅ.ｏｒｇ, example.org",
    "a\u00ADb.example, ab.example",
    "a\uFEFFb.example, ab.example",
    "%65xample%2Eorg, example.org",
    "fa%C3%9F.example, xn--fa-hia.example",
    "%EF%BC%85%E4%BD%A0, ",
    "-a-.é, -a-.xn--9ca",
    "ab--cd.é, ab--cd.xn--9ca",
    "a..b, a..b",
    "é..b., xn--9ca..b.",
    ".é, .xn--9ca",
    "., .",
    "a.b., a.b.",
    "≠.example, xn--1ch.example",
    "نامه\u200Cای.example, xn--mgba3gch31f060k.example",
    "א.example, xn--4db.example",
    "XN--Bcher-KVA.é, xn--bcher-kva.xn--9ca",
    "xn--a, xn--a",
    "xn--8i7caa.example, xn--8i7caa.example",
    "a!$&'()*+;=~`{}\", 'a!$&''()*+;=~`{}\"'",
  })
  void written_domain_isAscii(String text, String expected) throws NotAnAddress {
    if (expected == null) {
      assertThrows(NotAnAddress.class, () -> HostName.written(text));
    } else {
      assertEquals(expected, HostName.written(text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xn--a.é",
        "xn--é",
        "xn--tešla",
        "xn--.é",
        "é.xn--8i7caa",
        "\u00AD",
        "%C2%AD",
        "\u200D.example",
        "\u0301a.example",
        "אa",
        "1א",
        "\uFFFD",
        "%FF",
        "%C3",
        "a\uD800",
        "a b",
        "a\u3000b",
        "a%20b",
        "a%",
        "a％41",
        "a%7Fb",
        "a\u007Fb",
        "a\u0001b",
        "a^b",
        "a|b",
        "a[b",
        "a]b",
        "a<b",
        "a>b",
        "a%3Ab",
        "a%2Fb",
        "a%40b",
        "a：b",
        "a\u2044\u2100b"
      })
  void written_nonsense_isNotAHost(String text) {
    var failure = assertThrows(NotAnAddress.class, () -> HostName.written(text));
    assertEquals("not a host", failure.reason());
  }

  @Test
  void written_longNames_areTakenUpToALimit() throws NotAnAddress {
    assertEquals("a".repeat(100) + ".xn--9ca", HostName.written("a".repeat(100) + ".é"));
    assertEquals("xn--9ca.".repeat(256), HostName.written("é.".repeat(256)));
    assertEquals("a".repeat(100_000), HostName.written("A".repeat(100_000)));
    for (var text :
        new String[] {
          "é".repeat(513), "\uFDFA".repeat(200), "é.".repeat(257), "é" + "a".repeat(512)
        }) {
      assertThrows(NotAnAddress.class, () -> HostName.written(text));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1., 127.0.0.1",
    "127.1, 127.0.0.1",
    "1.2.515, 1.2.2.3",
    "2130706433, 127.0.0.1",
    "0x7f000001, 127.0.0.1",
    "0X7F.0.0.0x1, 127.0.0.1",
    "017700000001, 127.0.0.1",
    "0x, 0.0.0.0",
    "0, 0.0.0.0",
    "00000000000000000000000000000000000000000000001, 0.0.0.1",
    "0xffffffff, 255.255.255.255",
    "%31%2e2.3.4, 1.2.3.4",
    "１２７。０。０。１, 127.0.0.1",
    "1.2.3.4.example, 1.2.3.4.example",
    "1.2.3.4x, 1.2.3.4x",
    "1.2.3.0xg, 1.2.3.0xg",
  })
  void written_numbers_areAnIpv4Address(String text, String expected) throws NotAnAddress {
    assertEquals(expected, HostName.written(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.256",
        "4294967296",
        "0x100000000",
        "09",
        "1.08",
        "a.1",
        "1..1",
        ".1",
        "a.0x1",
        "1.2.3.99999999999999999999",
        "1.2.3.09."
      })
  void written_badNumbers_areNoIpv4Address(String text) {
    var failure = assertThrows(NotAnAddress.class, () -> HostName.written(text));
    assertEquals("not an IPv4 address", failure.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "[::1], [::1]",
    "[::], [::]",
    "[1::], [1::]",
    "[2001:DB8:0:0:1:0:0:1], [2001:db8::1:0:0:1]",
    "[1:0:0:2:0:0:0:3], [1:0:0:2::3]",
    "[1:0:2:3:4:5:6:7], [1:0:2:3:4:5:6:7]",
    "[0:0:1:2:3:4:0:0], [::1:2:3:4:0:0]",
    "[1:2:3:4:5:6:7::], [1:2:3:4:5:6:7:0]",
    "[::2:3:4:5:6:7:8], [0:2:3:4:5:6:7:8]",
    "[1:2:3:4:5:6:0:0], [1:2:3:4:5:6::]",
    "[0001:02::000f], [1:2::f]",
    "[::ffff:1.2.3.4], [::ffff:102:304]",
    "[1:2:3:4:5:6:1.2.3.4], [1:2:3:4:5:6:102:304]",
    "[::127.0.0.1], [::7f00:1]",
  })
  void written_inBrackets_isTheShortestIpv6Address(String text, String expected)
      throws NotAnAddress {
    assertEquals(expected, HostName.written(text));
    assertEquals(expected, HostName.written(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "[]",
        "[:]",
        "[:::]",
        "[1]",
        "[:1]",
        "[1:]",
        "[::1",
        "[::1%25eth0]",
        "[::%31]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1::2::3]",
        "[1:2:3:4:5:6:7:8::]",
        "[::12345]",
        "[::g]",
        "[::1 ]",
        "[::1.2.3]",
        "[::1.2.3.4.5]",
        "[::1.2.3.256]",
        "[::1.2.3.04]",
        "[::.1.2.3]",
        "[::1.2.3.]",
        "[1:2:3:4:5:6:7:1.2.3.4]",
        "[::1.2.3.4:5]",
        "[::1]]",
        "[[::1]]",
        "[１::]"
      })
  void written_nonsenseInBrackets_isNoIpv6Address(String text) {
    var failure = assertThrows(NotAnAddress.class, () -> HostName.written(text));
    assertEquals("not an IPv6 address", failure.reason());
  }
}

package toro.examples.spider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  private static final URI BASE = URI.create("http://h/a/b/page?x=1");

  @ParameterizedTest
  @CsvSource({
    "other, http://h/a/b/other",
    "./other, http://h/a/b/other",
    "other/, http://h/a/b/other/",
    "/other, http://h/other",
    "//other, http://other/",
    "'', http://h/a/b/page?x=1",
    "#part, http://h/a/b/page?x=1",
    "other#part, http://h/a/b/other",
    "?y=2, http://h/a/b/page?y=2",
    "other?y=2#part, http://h/a/b/other?y=2",
    "., http://h/a/b/",
    "./, http://h/a/b/",
    ".., http://h/a/",
    "../, http://h/a/",
    "../other, http://h/a/other",
    "../.., http://h/",
    "../../../../other, http://h/other",
    "/./other, http://h/other",
    "/../other, http://h/other",
    "other., http://h/a/b/other.",
    "..other, http://h/a/b/..other",
    "./../other, http://h/a/other",
    "other/./deep, http://h/a/b/other/deep",
    "other/../deep, http://h/a/b/deep",
    "other?y/../z, http://h/a/b/other?y/../z",
    "https://Other.ORG, https://other.org/",
    "HTTP://h:80/a, http://h/a",
    "https://h:443, https://h/",
    "http://h:8080/, http://h:8080/",
    "http://user:secret@h/, http://h/",
    "http://[::1]:8080/a, http://[::1]:8080/a",
    "two words, http://h/a/b/two%20words",
    "%7euser/%2f%c3%a9, http://h/a/b/~user/%2F%C3%A9",
    "é, http://h/a/b/%C3%A9",
    "100%, http://h/a/b/100%25",
    "'  spaced  ', http://h/a/b/spaced",
    "http://bücher.example/, http://xn--bcher-kva.example/",
    "a:b/c, ",
    "x%41, http://h/a/b/xA",
    "'q?a=[1]&b={2}', 'http://h/a/b/q?a=%5B1%5D&b=%7B2%7D'",
  })
  void resolve_reference_isOneNormalAddress(String reference, String expected)
      throws URISyntaxException {
    var address = Address.resolve(BASE, reference == null ? "" : reference);
    assertEquals(expected, address == null ? null : address.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mailto:a@b", "javascript:void(0)", "tel:123", "data:,x", "ftp://h/"})
  void resolve_otherSchemes_leadNotToTheWeb(String reference) throws URISyntaxException {
    assertNull(Address.resolve(BASE, reference));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://", "http:page", "http://h:99999/", "http://[1/", "//", "http://a b/"})
  void resolve_nonsense_isNoAddress(String reference) {
    assertThrows(URISyntaxException.class, () -> Address.resolve(BASE, reference));
  }

  @Test
  void resolve_lineBreaksInside_areLeftOut() throws URISyntaxException {
    assertEquals("http://h/a/b/other", String.valueOf(Address.resolve(BASE, "oth\r\n\ter")));
  }

  @Test
  void typed_withoutScheme_saysWhatWasMeant() {
    var failure = assertThrows(IllegalArgumentException.class, () -> Address.typed("example.org"));
    assertTrue(String.valueOf(failure.getMessage()).contains("https://example.org"));
  }

  @Test
  void folder_ofAPage_endsAtTheLastSlash() {
    assertEquals("/a/b/", Address.folder(BASE));
    assertEquals("/", Address.folder(URI.create("http://h/")));
  }
}

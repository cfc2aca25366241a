package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URI;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final URI PAGE = URI.create("http://h/docs/page.html");

  private static List<String> links(String html) {
    var links = Links.of(html.getBytes(UTF_8), "utf-8", PAGE);
    assertNull(links.trouble());
    return links.addresses().stream()
        .map(address -> address.toString().replace("http://h/", "/"))
        .toList();
  }

  @Test
  void of_everyKindOfLink_isFoundOnceInOrder() {
    assertEquals(
        List.of(
            "/docs/style.css",
            "/docs/a",
            "/docs/area",
            "/docs/image",
            "/docs/script",
            "/docs/frame",
            "/docs/film",
            "/docs/poster",
            "/docs/object",
            "/docs/next"),
        links(
            """
            <link rel=stylesheet href=style.css><link rel="preconnect" href="//elsewhere">
            <a href="a">1</a><a href="a#part">2</a><a name=here>3</a><map><area href=area></map>
            <img src=image><script src=script></script><iframe src=frame></iframe>
            <video src=film poster=poster></video><object data=object></object>
            <a href="mailto:me@h">4</a><a href="javascript:go()">5</a>
            <meta http-equiv=Refresh content="5; URL='next'">
            """));
  }

  @Test
  void of_srcset_eachImageIsALink() {
    assertEquals(
        List.of("/docs/small.png", "/docs/a,b.png", "/docs/plain.png", "/docs/last.png"),
        links("<img srcset='small.png 1x, a,b.png 2.5x,plain.png, last.png 300w'>"));
  }

  @Test
  void of_base_isWhatReferencesStartFrom() {
    assertEquals(
        List.of("/other/a", "/b"), links("<base href='/other/page'><a href=a></a><a href=/b></a>"));
  }

  @Test
  void of_nonsense_isListedAsWrong() {
    var links = Links.of("<a href='http://'>x</a><a href='ok'>".getBytes(UTF_8), null, PAGE);
    assertEquals(List.of("http://"), links.wrong());
    assertEquals(List.of(URI.create("http://h/docs/ok")), links.addresses());
  }

  @Test
  void of_brokenHtml_isReadAsBrowsersDo() {
    assertEquals(
        List.of("/docs/a", "/docs/b"),
        links("<table><tr><a href=a><div></p><a href='b'" + "<b>".repeat(3_000) + ">unclosed <"));
  }

  @Test
  void of_charsets_areThoseOfTheHeaderOrThePage() {
    var latin = Charset.forName("ISO-8859-1");
    var link = URI.create("http://h/docs/%C3%A9");
    var html = "<a href='\u00e9'>";
    assertEquals(
        List.of(link), Links.of(html.getBytes(latin), "iso-8859-1", PAGE).addresses(), "header");
    var page = "<meta charset=iso-8859-1>" + html;
    assertEquals(List.of(link), Links.of(page.getBytes(latin), null, PAGE).addresses(), "page");
    assertEquals(
        List.of(link), Links.of(html.getBytes(UTF_8), "no such one", PAGE).addresses(), "unknown");
  }
}

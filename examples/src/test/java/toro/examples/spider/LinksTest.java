package toro.examples.spider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import toro.examples.web.Url;

class LinksTest {
  private static final Url PAGE = Url.typed("http://h/docs/page.html");
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static List<String> links(String html) {
    return links(html.getBytes(UTF_8), "utf-8");
  }

  private static List<String> links(byte[] html, @Nullable String charset) {
    var links = Links.of(html, charset, PAGE, LIMIT);
    assertNull(links.trouble());
    assertEquals(List.of(), links.wrong());
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=x>",
        "<A HREF=' x\n'>",
        "<a/href='x'/>",
        "<area href=x>",
        "<link href=x>",
        "<link rel='preconnect stylesheet' href=x>",
        "<link rel=preload as=image imagesrcset='x 1x'>",
        "<img src=x>",
        "<image src=x>",
        "<img srcset='x 2x'>",
        "<picture><source srcset=x></picture>",
        "<audio><source src=x></audio>",
        "<audio src=x>",
        "<video src=x>",
        "<video poster=x>",
        "<video><track src=x></video>",
        "<embed src=x>",
        "<iframe src=x></iframe>",
        "<frameset><frame src=x></frameset>",
        "<script src=x></script>",
        "<object data=x>",
        "<input type=Image src=x>",
        "<body background=x>",
        "<table background=x>",
        "<table><tr><td background=x>",
        "<svg><a href=x>",
        "<svg><a xlink:href=x>",
        "<svg><a href=x xlink:href=y>",
        "<svg><image href=x>",
        "<svg><image xlink:href=x />",
        "<svg><use xlink:href=x#part>",
        "<svg><feImage href=x>",
        "<svg><script href=x></script></svg>",
        "<svg><foreignObject><a href=x>",
        "<meta http-equiv=refresh content='0; x'>",
        "<iframe src=y srcdoc='<a href=x>'></iframe>",
        "<iframe srcdoc=x></iframe><a href=x>",
        "<iframe srcdoc='<iframe srcdoc=\"<a href=x>\">'></iframe>",
        "<noscript><img src=x></noscript>",
        "<head><noscript><link rel=stylesheet href=x></noscript></head>",
        "<div><template shadowrootmode=open><a href=x></template></div>",
        "<select><option><a href=x></select><a href=x>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><a name='y'/><a"
            + " href='x'/>",
        "<script/><a href=y></script><a href=x>",
        "<title><a href=y></title><a href=x>",
        "<textarea><a href=y></textarea><a href=x>",
        "<!-- <a href=y> --><a href=x>",
      })
  void of_whatIsFetchedOrFollowed_isALink(String html) {
    assertEquals(List.of("/docs/x"), links(html));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<form action=x><button formaction=x></form>",
        "<a ping=x>",
        "<blockquote cite=x><q cite=x><ins cite=x><del cite=x>",
        "<link rel='dns-prefetch preconnect' href=x><link rel=pingback href=x>",
        "<input src=x><input type=text src=x>",
        "<img src=''><script src=' '></script><iframe src></iframe>",
        "<svg><use href='#x'>",
        "<svg><use href=' #x'>",
        "<svg><linearGradient href=x>",
        "<math><mi href=x>",
        "<a xlink:href=x>",
        "<meta http-equiv=refresh content=5>",
        "<meta name=refresh content='0;x'>",
        "<meta property=og:image content=x>",
        "<template><a href=x><base href=y></template>",
        "<div style='background: url(x)'>",
        "<style>a { background: url(x) }</style>",
        "<script>var link = '<a href=x>'</script>",
        "<a href='mailto:me@h'><a href='tel:1'><a href='data:,x'><a href='about:blank'>",
      })
  void of_whatIsNeitherFetchedNorFollowed_isNoLink(String html) {
    assertEquals(List.of(), links(html));
  }

  @Test
  void of_emptyReferenceOfAnA_isThePage() {
    assertEquals(List.of("/docs/page.html"), links("<a href=''><a href='#part'>"));
  }

  @Test
  void of_srcset_eachImageIsALink() {
    assertEquals(
        List.of("/docs/small.png", "/docs/a,b.png", "/docs/plain.png", "/docs/last.png"),
        links("<img srcset='small.png 1x, a,b.png 2.5x,plain.png, last.png 300w'>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<base href='/other/page'><a href=x>                      | /other/x",
        "<a href=x><base href=/other/>                            | /other/x",
        "<base target=y><base href=/other/><base href=/no/><a href=x> | /other/x",
        "<base href=other/><a href=x>                             | /docs/other/x",
        "<base href='data:,y'><base href=/no/><a href=x>          | /docs/x",
        "<base href='javascript:y'><a href=x>                     | /docs/x",
        "<base href=''><a href=x>                                 | /docs/x",
        "<body><p><base href=/other/><a href=x>                   | /other/x",
        "<base href=/other/><a href=#part>                        | /other/",
        "<template><base href=/no/></template><a href=x>          | /docs/x",
        "<svg><base href=/no/></svg><a href=x>                    | /docs/x",
        "<base href=/other/><iframe srcdoc='<a href=x>'></iframe> | /other/x",
        "<iframe srcdoc='<base href=/inner/><a href=x>'></iframe> | /inner/x",
      })
  void of_firstBase_isWhatAllReferencesStartFrom(String html, String expected) {
    assertEquals(List.of(expected), links(html));
  }

  @Test
  void of_wrongBase_isListedAndDoesNotCount() {
    var links = Links.of("<base href='http://['><a href=x>".getBytes(UTF_8), null, PAGE, LIMIT);
    assertEquals(List.of("http://["), links.wrong());
    assertEquals(List.of(Url.typed("http://h/docs/x")), links.addresses());
  }

  @Test
  void of_nonsense_isListedAsWrong() {
    var html = "<a href=' http://\n'>x</a><a href='http://'><a href='ok'>";
    var links = Links.of(html.getBytes(UTF_8), null, PAGE, LIMIT);
    assertEquals(List.of("http://"), links.wrong());
    assertEquals(List.of(Url.typed("http://h/docs/ok")), links.addresses());
  }

  @Test
  void of_brokenHtml_isReadAsBrowsersDo() {
    assertEquals(
        List.of("/docs/a", "/docs/b"),
        links("<table><tr><a href=a><div></p><a href='b'" + "<b>".repeat(3_000) + ">unclosed <"));
  }

  @Test
  void of_queries_areInTheEncodingOfThePage() {
    var html = "<a href='?q=\u00E9'>";
    var latin = List.of("/docs/page.html?q=%E9");
    assertEquals(latin, links(html.getBytes(ISO_8859_1), "iso-8859-1"));
    assertEquals(latin, links(html.getBytes(ISO_8859_1), "no such one"));
    assertEquals(latin, links(("<meta charset=latin1>" + html).getBytes(ISO_8859_1), null));
    assertEquals(List.of("/docs/page.html?q=%C3%A9"), links(html));
    var chinese = Charset.forName("GBK");
    assertEquals(
        List.of("/docs/page.html?q=%A8%A6"),
        links(("<meta charset=gb2312>" + html).getBytes(chinese), null));
    assertEquals(List.of("/docs/%C3%A9"), links("<a href=\u00E9>".getBytes(ISO_8859_1), "latin1"));
  }

  @Test
  void of_queriesOfInnerPages_areInUtf8() {
    var html = "<iframe srcdoc='<a href=?q=\u00E9>'></iframe>";
    assertEquals(List.of("/docs/page.html?q=%C3%A9"), links(html.getBytes(ISO_8859_1), "latin1"));
  }

  @Test
  void of_utf16_isReadWhereItIsSaid() {
    var html = "\uFEFF<a href=x>".getBytes(UTF_16LE);
    assertEquals(List.of("/docs/x"), links(html, "us-ascii"));
    var withoutMark = "<a href=x>".getBytes(UTF_16LE);
    assertEquals(List.of("/docs/x"), links(withoutMark, "utf-16"));
    assertEquals(List.of(), links(withoutMark, "us-ascii"), "so do browsers");
  }

  @Test
  void of_encodingThatCannotBeRead_isTold() {
    var links = Links.of("<a href=x>".getBytes(UTF_8), "iso-2022-kr", PAGE, LIMIT);
    assertEquals(
        "is in a character encoding that cannot be read: one that browsers refuse",
        links.trouble());
    assertEquals(List.of(), links.addresses());
  }
}

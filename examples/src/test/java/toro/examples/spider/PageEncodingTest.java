package toro.examples.spider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageEncodingTest {
  /** The encoding of a page that is not UTF-8. */
  private static String found(String page, @Nullable String field) throws PageEncoding.Unreadable {
    return PageEncoding.of(("\u00E9 " + page).getBytes(ISO_8859_1), field).charset().name();
  }

  private static String read(byte[] page, @Nullable String field) throws Exception {
    var text = new StringWriter();
    PageEncoding.of(page, field).reader(page).transferTo(text);
    return text.toString();
  }

  @Test
  void of_pageThatSaysNothing_isUtf8IfItCanBe() throws Exception {
    assertEquals("é日", read("é日".getBytes(UTF_8), null));
    assertEquals("é \u20AC", read(new byte[] {(byte) 0xE9, ' ', (byte) 0x80}, null));
    assertEquals("", read(new byte[0], null));
    var cut = Arrays.copyOf("é日".getBytes(UTF_8), 4);
    assertEquals("é\uFFFD", read(cut, null));
  }

  @Test
  void of_byteOrderMark_winsAndIsNoText() throws Exception {
    var page = "\uFEFFé<meta charset=iso-8859-5>";
    for (var charset : new Charset[] {UTF_8, UTF_16LE, UTF_16BE}) {
      assertEquals(page.substring(1), read(page.getBytes(charset), "koi8-r"));
    }
  }

  @Test
  void of_field_winsOverThePage() throws Exception {
    assertEquals("KOI8-R", found("<meta charset=iso-8859-5>", "koi8-r"));
    assertEquals("ISO-8859-5", found("<meta charset=iso-8859-5>", "no such one"));
    assertEquals("windows-1252", found("", "no such one"));
    assertEquals("windows-1252", found("", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "latin1, windows-1252",
    "ISO-8859-1, windows-1252",
    "us-ascii, windows-1252",
    "' UTF8 ', UTF-8",
    "iso-8859-9, windows-1254",
    "gb2312, GBK",
    "Shift_JIS, windows-31j",
    "x-sjis, windows-31j",
    "ks_c_5601-1987, x-windows-949",
    "big5, Big5-HKSCS",
    "utf-16, UTF-16LE",
    "iso-8859-8-i, ISO-8859-8",
    "x-mac-roman, x-MacRoman",
    "tis-620, x-windows-874",
    "ibm037, windows-1252",
    "utf-32, windows-1252",
    "utf-7, windows-1252",
    "x-user-defined, windows-1252",
  })
  void of_label_meansWhatBrowsersMean(String label, String expected) throws Exception {
    assertEquals(expected, found("", label));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<meta charset=koi8-r>                                                | KOI8-R",
        "<META CHARSET = 'koi8-r' >                                           | KOI8-R",
        "<meta/charset=\"koi8-r\"/>                                           | KOI8-R",
        "<meta charset=utf-16>                                                | UTF-8",
        "<meta charset=koi8-r charset=utf-8>                                  | KOI8-R",
        "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>   | KOI8-R",
        "<meta content='charset = \"koi8-r\"' http-equiv='content-type'>      | KOI8-R",
        "<meta http-equiv=content-type content='charset charset=koi8-r;x'>    | KOI8-R",
        "<meta http-equiv=content-type content='x' charset=koi8-r>            | KOI8-R",
        "<meta http-equiv=content-type content=charset=koi8-r>                | KOI8-R",
        "<meta charset=nonsense><meta charset=koi8-r>                         | KOI8-R",
        "<!-- <meta charset=utf-8> --><meta charset=koi8-r>                   | KOI8-R",
        "<!--><meta charset=koi8-r>                                           | KOI8-R",
        "<a b='<meta charset=utf-8>'><meta charset=koi8-r>                    | KOI8-R",
        "</a b='<meta charset=utf-8>'><meta charset=koi8-r>                   | KOI8-R",
        "<!x '><meta charset=koi8-r>                                          | KOI8-R",
        "<?x y='><meta charset=koi8-r>                                        | KOI8-R",
        "< meta charset=utf-8><meta charset=koi8-r>                           | KOI8-R",
        "<metas charset=utf-8><meta charset=koi8-r>                           | KOI8-R",
        "<meta content='text/html; charset=koi8-r'>                           | windows-1252",
        "<meta http-equiv=content-type content='charset=\"koi8-r'>            | windows-1252",
        "<meta http-equiv=refresh content='charset=koi8-r'>                   | windows-1252",
        "<meta name=charset content=koi8-r>                                   | windows-1252",
        "<meta charset=koi8-r                                                 | windows-1252",
        "<!-- <meta charset=koi8-r>                                           | windows-1252",
        "<meta charset='koi8-r>                                               | windows-1252",
      })
  void of_meta_isReadByTheStandardsSteps(String page, String expected) throws Exception {
    assertEquals(expected, found(page, null), page);
  }

  @Test
  void of_metaFarBehind_countsForWhatIsNotUtf8() throws Exception {
    var page = " ".repeat(5_000) + "<meta charset=koi8-r>";
    assertEquals("KOI8-R", found(page, null));
    assertEquals("UTF-8", PageEncoding.of((page + "é").getBytes(UTF_8), null).charset().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso-2022-kr", "hz-gb-2312", "replacement", "iso-8859-14"})
  void of_encodingThatCannotBeRead_isTold(String label) {
    assertThrows(PageEncoding.Unreadable.class, () -> found("", label));
    var page = "<meta charset=" + label + ">";
    var failure = assertThrows(PageEncoding.Unreadable.class, () -> found(page, null));
    assertTrue(failure.words().startsWith("is in a character encoding"), failure.words());
  }

  @Test
  void reader_gbk_readsWhatItsSuccessorHas() throws IOException, PageEncoding.Unreadable {
    var page = "\u00E9\uD83D\uDCA9".getBytes(Charset.forName("GB18030"));
    var encoding = PageEncoding.of(page, "gb2312");
    var text = new StringWriter();
    encoding.reader(page).transferTo(text);
    assertEquals("\u00E9\uD83D\uDCA9", text.toString());
  }
}

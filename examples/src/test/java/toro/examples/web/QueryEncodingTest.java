package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryEncodingTest {
  @ParameterizedTest
  @CsvSource({
    "UTF-8, é€, %C3%A9%E2%82%AC",
    "UTF-16LE, é, %C3%A9",
    "UTF-16, é, %C3%A9",
    "UTF-32, é, %C3%A9",
    "CESU-8, 💩, %F0%9F%92%A9",
    "IBM037, aé, a%C3%A9",
    "ISO-2022-KR, 한, %ED%95%9C",
    "ISO-2022-CN, 日, %E6%97%A5",
    "windows-1252, a=é€&b=‽, a=%E9%80&b=%26%238253%3B",
    "ISO-8859-1, é€, %E9%80",
    "US-ASCII, é, %E9",
    "ISO-8859-9, €ş, %80%FE",
    "ISO-8859-2, ě‽💩ě, %EC%26%238253%3B%26%23128169%3B%EC",
    "windows-1251, привет, %EF%F0%E8%E2%E5%F2",
    "KOI8-R, привет, %D0%D2%C9%D7%C5%D4",
    "TIS-620, ก€, %A1%80",
    "Shift_JIS, ≡, %81%DF",
    "Shift_JIS, ‽, %26%238253%3B",
    "Shift_JIS, 日本ｱ～−¥‾①, %93%FA%96{%B1%81`%81|\\~%87@",
    "windows-31j, 日本, %93%FA%96{",
    "EUC-JP, 日本ｱ～−¥‾①, %C6%FC%CB%DC%8E%B1%A1%C1%A1%DD\\~%AD%A1",
    "EUC-JP, é㌔💩纊, %26%23233%3B%AD%C1%26%23128169%3B%F9%A1",
    "ISO-2022-JP, ¥, %1B(J\\%1B(B",
    "ISO-2022-JP, 日本, %1B$BF|K\\%1B(B",
    "ISO-2022-JP, a日b本, a%1B$BF|%1B(Bb%1B$BK\\%1B(B",
    "ISO-2022-JP, ¥a~‾, %1B(J\\a%1B(B~%1B(J~%1B(B",
    "ISO-2022-JP, 日é¥é, %1B$BF|%1B(B%26%23233%3B%1B(J\\%26%23233%3B%1B(B",
    "ISO-2022-JP, ｱﾞﾟ−, '%1B$B%%22!+!,!]%1B(B'",
    "GBK, 中€‽, %D6%D0%80%26%238253%3B",
    "GB2312, 中, %D6%D0",
    "GB18030, 中‽💩, %D6%D0%816%A81%949%DA3",
    "Big5, 中€é, %A4%A4%A3%E1%26%23233%3B",
    "Big5-HKSCS, 中, %A4%A4",
    "EUC-KR, 한글똠, %C7%D1%B1%DB%8Cc",
  })
  void resolve_queryOfAPage_isInItsEncoding(String page, String query, String expected)
      throws NotAnAddress {
    var base = Url.parse("http://h/");
    var url = base.resolve("é?" + query + "#é", Charset.forName(page));
    assertEquals("http://h/%C3%A9?" + expected, String.valueOf(url));
  }

  @Test
  void resolve_halfACharacter_isReplaced() throws NotAnAddress {
    var base = Url.parse("http://h/");
    for (var page : new String[] {"windows-1252", "EUC-JP", "ISO-2022-JP", "Big5"}) {
      var url = base.resolve("?\uD83Da\uDCA9", Charset.forName(page));
      assertEquals("http://h/?%26%2365533%3Ba%26%2365533%3B", String.valueOf(url), page);
    }
  }

  @Test
  void resolve_escapesInAJapaneseQuery_cannotChangeTheSet() throws NotAnAddress {
    var url = Url.parse("http://h/").resolve("?日\u001B$B\u000Ex", Charset.forName("ISO-2022-JP"));
    assertEquals("http://h/?%1B$BF|%1B(B%26%2365533%3B$B%26%2365533%3Bx", String.valueOf(url));
  }

  @Test
  void resolve_longQuery_isWrittenWhole() throws NotAnAddress {
    for (var page : new String[] {"windows-1252", "GB18030", "EUC-KR"}) {
      var charset = Charset.forName(page);
      var one = String.valueOf(Url.parse("http://h/").resolve("?x中é‽", charset));
      var many = String.valueOf(Url.parse("http://h/").resolve("?" + "x中é‽".repeat(1000), charset));
      assertEquals("http://h/?" + one.substring(10).repeat(1000), many, page);
    }
  }
}

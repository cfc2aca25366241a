package toro.examples.web;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Queries in the encoding of the page that they stand in. */
final class QueryEncoding {
  private static final int REPLACEMENT = 0xFFFD;
  private static final int BUFFER = 1024;

  private QueryEncoding() {}

  /** Appends a part of a text, percent-encoded; what the page's encoding lacks as "&amp;#123;". */
  static void append(StringBuilder result, String text, int start, int end, Charset page) {
    var charset = isAscii(text, start, end) ? StandardCharsets.UTF_8 : ofTheWeb(page);
    switch (charset.name()) {
      case "UTF-8" -> PercentEncoding.QUERY.append(result, text, start, end);
      case "EUC-JP" -> new EucJp(result).append(text, start, end);
      case "ISO-2022-JP" -> new Iso2022Jp(result).append(text, start, end);
      case "windows-31j" -> append(result, withWideMinus(text.substring(start, end)), charset);
      default -> append(result, CharBuffer.wrap(text, start, end), charset);
    }
  }

  /** Appends "&amp;#123;" for a character that an encoding lacks. */
  static void appendReference(StringBuilder result, int c) {
    result.append("%26%23").append(c).append("%3B");
  }

  private static void append(StringBuilder result, CharBuffer text, Charset charset) {
    var encoder = charset.newEncoder();
    var bytes = ByteBuffer.allocate(BUFFER);
    while (text.hasRemaining()) {
      var outcome = encoder.encode(text, bytes, true);
      PercentEncoding.QUERY.append(result, bytes.array(), bytes.position());
      bytes.clear();
      if (outcome.isError()) {
        int c = Character.codePointAt(text, 0);
        appendReference(result, outcome.isMalformed() ? REPLACEMENT : c);
        text.position(text.position() + outcome.length());
      }
    }
  }

  /** The minus sign has no other place in Shift_JIS. */
  private static CharBuffer withWideMinus(String text) {
    return CharBuffer.wrap(text.replace('\u2212', '\uFF0D'));
  }

  /** The encoding that browsers mean by a name; UTF-8 for those that they do not write. */
  private static Charset ofTheWeb(Charset page) {
    var name =
        switch (page.name()) {
          case "US-ASCII", "ISO-8859-1" -> "windows-1252";
          case "ISO-8859-9" -> "windows-1254";
          case "ISO-8859-11", "TIS-620" -> "x-windows-874";
          case "Shift_JIS" -> "windows-31j";
          case "EUC-KR" -> "x-windows-949";
          case "GB2312", "GBK" -> "x-mswin-936";
          case "Big5", "Big5-HKSCS" -> "x-windows-950";
          case "CESU-8" -> "UTF-8";
          case "ISO-2022-JP" -> "ISO-2022-JP";
          default -> page.name().startsWith("ISO-2022-") ? "UTF-8" : page.name();
        };
    var charset = Charset.isSupported(name) ? Charset.forName(name) : page;
    return charset.canEncode() && isAsciiWithMore(charset) ? charset : StandardCharsets.UTF_8;
  }

  private static boolean isAsciiWithMore(Charset charset) {
    var some = "aZ09?&=";
    return Arrays.equals(some.getBytes(charset), some.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean isAscii(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}

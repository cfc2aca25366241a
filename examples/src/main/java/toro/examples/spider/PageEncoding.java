package toro.examples.spider;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The character encoding of a page, found as browsers find it. */
final class PageEncoding {
  private static final int BUFFER = 8192;

  private final Charset charset;
  private final int start; // behind the byte order mark

  private PageEncoding(Charset charset, int start) {
    this.charset = charset;
    this.start = start;
  }

  /**
   * Its byte order mark decides, then the {@code Content-Type} field, then its own {@code meta};
   * without any of them it is UTF-8 if it can be, and else windows-1252.
   *
   * @throws Unreadable when it is in an encoding that cannot be read here
   */
  static PageEncoding of(byte[] page, @Nullable String field) throws Unreadable {
    if (startsWith(page, 0xEF, 0xBB, 0xBF)) {
      return new PageEncoding(StandardCharsets.UTF_8, 3);
    }
    if (startsWith(page, 0xFE, 0xFF)) {
      return new PageEncoding(StandardCharsets.UTF_16BE, 2);
    }
    if (startsWith(page, 0xFF, 0xFE)) {
      return new PageEncoding(StandardCharsets.UTF_16LE, 2);
    }
    var name = field == null ? null : EncodingNames.ofLabel(field);
    if (name == null) {
      name = MetaCharset.find(page, MetaCharset.FIRST_BYTES);
    }
    if (name == null && isUtf8(page)) {
      name = "UTF-8";
    }
    if (name == null) {
      name = MetaCharset.find(page, page.length);
    }
    return new PageEncoding(charset(name == null ? "windows-1252" : name), 0);
  }

  /** The one that the page's queries are written in. */
  Charset charset() {
    return charset;
  }

  Reader reader(byte[] page) {
    var bytes = new ByteArrayInputStream(page, start, page.length - start);
    boolean isPartOfAnother = charset.name().equals("GBK") && Charset.isSupported("GB18030");
    return new InputStreamReader(bytes, isPartOfAnother ? Charset.forName("GB18030") : charset);
  }

  private static Charset charset(String name) throws Unreadable {
    if (name.equals(EncodingNames.REPLACEMENT) || !Charset.isSupported(name)) {
      throw new Unreadable("is in a character encoding that cannot be read: " + name);
    }
    return Charset.forName(name);
  }

  private static boolean startsWith(byte[] page, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i == page.length || (page[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is UTF-8 as far as it goes: it may have been cut. */
  private static boolean isUtf8(byte[] page) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    var bytes = ByteBuffer.wrap(page);
    var some = CharBuffer.allocate(BUFFER);
    while (true) {
      var outcome = decoder.decode(bytes, some, false);
      if (!outcome.isOverflow()) {
        return outcome.isUnderflow();
      }
      some.clear();
    }
  }

  /** Says why a page cannot be read. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private Unreadable(String message) {
      super(message);
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }
}

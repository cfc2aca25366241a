package toro.examples.spider;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Undoes how a content was compressed (RFC 9110, 8.4.1). */
final class ContentCoding {
  /** What a server may choose from. */
  static final String ACCEPTED = "gzip, deflate";

  private static final int PIECE = 16 * 1024;
  private static final int MOST_LAYERS = 4;

  private ContentCoding() {}

  /**
   * A content as it was before it was compressed; cut if its end is missing, or not wanted.
   *
   * @param codings in the order in which they were applied
   * @param most how many bytes of the result are wanted
   * @throws IOException with a message for people, if it cannot be decoded
   */
  static Body decode(Body body, List<String> codings, long most) throws IOException {
    if (codings.size() > MOST_LAYERS) {
      throw new IOException("compressed " + codings.size() + " times");
    }
    var decoded = body;
    for (var coding : codings.reversed()) {
      decoded = undo(coding.toLowerCase(Locale.ROOT), decoded, most);
    }
    return decoded;
  }

  private static Body undo(String coding, Body coded, long most) throws IOException {
    if (coded.content().length == 0) {
      return coded; // what is empty is not compressed, whatever its fields say
    }
    var in = new ByteArrayInputStream(coded.content());
    try {
      return switch (coding) {
        case "identity" -> coded;
        case "gzip", "x-gzip" -> read(new GZIPInputStream(in), coded.isCut(), most);
        case "deflate" -> inflate(in, coded, most);
        default -> throw new IOException("compressed as '" + shortened(coding) + "'");
      };
    } catch (ZipException | EOFException e) {
      if (coded.isCut()) {
        return new Body(new byte[0], 0, true); // not even its beginning is there
      }
      throw new IOException("broken " + coding + " data", e);
    }
  }

  /** What the standard calls deflate (zlib), and what some servers send (the same, headless). */
  private static Body inflate(InputStream in, Body coded, long most) throws IOException {
    var bytes = coded.content();
    boolean isZlib =
        bytes.length >= 2
            && (bytes[0] & 0x0F) == 8
            && ((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF) % 31 == 0;
    var inflater = new Inflater(!isZlib);
    try {
      return read(new InflaterInputStream(in, inflater), coded.isCut(), most);
    } finally {
      inflater.end();
    }
  }

  private static Body read(InputStream in, boolean isCut, long most) throws IOException {
    var out = new ByteArrayOutputStream();
    var piece = new byte[PIECE];
    try (in) {
      for (int count; out.size() <= most && (count = in.read(piece)) >= 0; ) {
        out.write(piece, 0, count);
      }
    } catch (EOFException e) {
      if (!isCut) {
        throw e;
      }
    }
    return new Body(out.toByteArray(), out.size(), isCut || out.size() > most);
  }

  private static String shortened(String text) {
    return Words.plain(text.length() <= 40 ? text : text.substring(0, 40) + "...");
  }
}

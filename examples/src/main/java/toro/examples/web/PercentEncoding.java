package toro.examples.web;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Bytes written as {@code %XX}, and which characters must be, in each part of an address. */
final class PercentEncoding {
  static final PercentEncoding QUERY = new PercentEncoding(" \"#<>'");
  static final PercentEncoding PATH = new PercentEncoding(" \"#<>?^`{}");
  static final PercentEncoding USER = new PercentEncoding(" \"#<>?^`{}/:;=@[\\]|");
  static final PercentEncoding NON_ASCII = new PercentEncoding(new BitSet());
  static final PercentEncoding ALL = new PercentEncoding(allAscii());

  private static final String HEX = "0123456789ABCDEF";
  private static final int REPLACEMENT = 0xFFFD;

  private final BitSet encoded; // of the ASCII characters

  private PercentEncoding(String others) {
    this(new BitSet());
    encoded.set(0, 0x20);
    encoded.set(0x7F);
    others.chars().forEach(encoded::set);
  }

  private PercentEncoding(BitSet encoded) {
    this.encoded = encoded;
  }

  private static BitSet allAscii() {
    var all = new BitSet();
    all.set(0, 0x80);
    return all;
  }

  boolean isPlain(int c) {
    return c < 0x80 && !encoded.get(c);
  }

  /** Appends the character at an index, in UTF-8; says how many {@code char}s it had. */
  int append(StringBuilder result, String text, int index) {
    char first = text.charAt(index);
    if (isPlain(first)) {
      result.append(first);
      return 1;
    }
    int c = text.codePointAt(index);
    appendUtf8(result, scalar(c));
    return Character.charCount(c);
  }

  /** Appends a part of a text, in UTF-8. */
  void append(StringBuilder result, String text, int start, int end) {
    for (int i = start; i < end; ) {
      i += append(result, text, i);
    }
  }

  /** Appends bytes that stand for the characters of some encoding. */
  void append(StringBuilder result, byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      append(result, bytes[i] & 0xFF);
    }
  }

  /** Appends one byte. */
  void append(StringBuilder result, int octet) {
    if (isPlain(octet)) {
      result.append((char) octet);
    } else {
      appendOctet(result, octet);
    }
  }

  /** A character, or the replacement character for half of one. */
  static int scalar(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c;
  }

  private static void appendUtf8(StringBuilder result, int c) {
    if (c < 0x80) {
      appendOctet(result, c);
    } else if (c < 0x800) {
      appendOctet(result, 0xC0 | c >> 6);
      appendOctet(result, 0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      appendOctet(result, 0xE0 | c >> 12);
      appendOctet(result, 0x80 | c >> 6 & 0x3F);
      appendOctet(result, 0x80 | c & 0x3F);
    } else {
      appendOctet(result, 0xF0 | c >> 18);
      appendOctet(result, 0x80 | c >> 12 & 0x3F);
      appendOctet(result, 0x80 | c >> 6 & 0x3F);
      appendOctet(result, 0x80 | c & 0x3F);
    }
  }

  static void appendOctet(StringBuilder result, int octet) {
    result.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
  }

  /** The byte that is written at an index as {@code %XX}, or -1. */
  static int octet(String text, int index) {
    if (text.charAt(index) != '%' || index + 2 >= text.length()) {
      return -1;
    }
    int high = hexDigit(text.charAt(index + 1));
    int low = hexDigit(text.charAt(index + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** The text whose UTF-8 is written here. */
  static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      bytes[length] = bytes[i];
      if (bytes[i] == '%' && i + 2 < bytes.length) {
        int high = hexDigit((char) (bytes[i + 1] & 0xFF));
        int low = hexDigit((char) (bytes[i + 2] & 0xFF));
        if (high >= 0 && low >= 0) {
          bytes[length] = (byte) (high << 4 | low);
          i += 2;
        }
      }
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}

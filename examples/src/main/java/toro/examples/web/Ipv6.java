package toro.examples.web;

import java.util.Arrays;

/** IPv6 addresses, read strictly and written as short as they can be. */
final class Ipv6 {
  private static final int PIECES = 8;

  private final String text;
  private final int[] address = new int[PIECES];
  private int index;
  private int piece;
  private int compressed = -1; // the piece at which the zeros were left out

  private Ipv6(String text) {
    this.text = text;
  }

  /** The address between brackets, in its one normal form. */
  static String written(String text) throws NotAnAddress {
    var parser = new Ipv6(text);
    parser.parse();
    return parser.shortest();
  }

  private void parse() throws NotAnAddress {
    if (isAt(':')) {
      index++;
      expect(':');
      compressed = ++piece;
    }
    while (index < text.length()) {
      check(piece < PIECES);
      if (isAt(':')) {
        check(compressed < 0);
        index++;
        compressed = ++piece;
      } else if (!parsePiece()) {
        break;
      }
    }
    check(compressed >= 0 || piece == PIECES);
    if (compressed >= 0) {
      int moved = piece - compressed;
      System.arraycopy(address, compressed, address, PIECES - moved, moved);
      Arrays.fill(address, compressed, PIECES - moved, 0);
    }
  }

  /** Reads a number and its colon; false after an IPv4 address, which must be the end. */
  private boolean parsePiece() throws NotAnAddress {
    int start = index;
    int value = 0;
    while (index - start < 4 && isHexDigit()) {
      value = value << 4 | PercentEncoding.hexDigit(text.charAt(index++));
    }
    if (isAt('.')) {
      check(index > start && piece <= PIECES - 2);
      index = start;
      parseIpv4();
      return false;
    }
    if (index < text.length()) {
      expect(':');
      check(index < text.length());
    }
    address[piece++] = value;
    return true;
  }

  private void parseIpv4() throws NotAnAddress {
    for (int seen = 0; seen < 4; seen++) {
      if (seen > 0) {
        expect('.');
      }
      check(isDigit());
      int value = text.charAt(index++) - '0';
      while (isDigit()) {
        check(value > 0);
        value = value * 10 + text.charAt(index++) - '0';
        check(value <= 255);
      }
      address[piece] = address[piece] << 8 | value;
      piece += seen & 1;
    }
    check(index == text.length());
  }

  private String shortest() {
    int longest = -1;
    int length = 1;
    for (int i = 0; i < PIECES; i++) {
      int end = i;
      while (end < PIECES && address[end] == 0) {
        end++;
      }
      if (end - i > length) {
        longest = i;
        length = end - i;
      }
      i = Math.max(i, end - 1);
    }
    var result = new StringBuilder("[");
    for (int i = 0; i < PIECES; i++) {
      if (i == longest) {
        result.append(i == 0 ? "::" : ":");
        i += length - 1;
      } else {
        result.append(Integer.toHexString(address[i])).append(i < PIECES - 1 ? ":" : "");
      }
    }
    return result.append(']').toString();
  }

  private boolean isAt(char c) {
    return index < text.length() && text.charAt(index) == c;
  }

  private boolean isDigit() {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private boolean isHexDigit() {
    return index < text.length() && PercentEncoding.hexDigit(text.charAt(index)) >= 0;
  }

  private void expect(char c) throws NotAnAddress {
    check(isAt(c));
    index++;
  }

  private static void check(boolean isRight) throws NotAnAddress {
    if (!isRight) {
      throw new NotAnAddress("not an IPv6 address");
    }
  }
}

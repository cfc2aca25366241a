package toro.examples.web;

import java.nio.charset.Charset;

/** The rows and cells of JIS X 0208 with the characters that vendors have added to it. */
final class Jis {
  static final char YEN = '\u00A5';
  static final char OVERLINE = '\u203E';
  static final char FIRST_NARROW = '\uFF61';
  static final char LAST_NARROW = '\uFF9F';

  private static final int ROW = 94;
  private static final short[] CELLS = cells();

  private Jis() {}

  /** The number of a character's cell, row by row from 0; -1 if it has none. */
  static int cell(int c) {
    return c > 0xFFFF ? -1 : CELLS[c == '\u2212' ? '\uFF0D' : c] - 1;
  }

  /** The first of the two bytes of a cell. */
  static int lead(int cell, int offset) {
    return cell / ROW + offset;
  }

  /** The second of the two bytes of a cell. */
  static int trail(int cell, int offset) {
    return cell % ROW + offset;
  }

  /** Shift_JIS has the same table: reads it backwards, so that the first of two cells counts. */
  private static short[] cells() {
    var result = new short[Character.MAX_VALUE + 1];
    var shiftJis = Charset.forName("windows-31j");
    for (int cell = ROW * ROW - 1; cell >= 0; cell--) {
      int lead = cell / (2 * ROW);
      int trail = cell % (2 * ROW);
      byte[] bytes = {
        (byte) (lead + (lead < 0x1F ? 0x81 : 0xC1)), (byte) (trail + (trail < 0x3F ? 0x40 : 0x41))
      };
      var text = new String(bytes, shiftJis);
      if (text.length() == 1 && text.charAt(0) != '\uFFFD') {
        result[text.charAt(0)] = (short) (cell + 1);
      }
    }
    return result;
  }
}

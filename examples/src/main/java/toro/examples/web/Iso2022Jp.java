package toro.examples.web;

import java.text.Normalizer;

/** Writes ISO-2022-JP as browsers do: katakana are wide, and what it lacks is written in ASCII. */
final class Iso2022Jp {
  private static final String ASCII = "(B";
  private static final String ROMAN = "(J";
  private static final String WIDE = "$B";
  private static final int ESCAPE = 0x1B;
  private static final int OFFSET = 0x21;

  private final StringBuilder result;
  private String set = ASCII;

  Iso2022Jp(StringBuilder result) {
    this.result = result;
  }

  void append(String text, int start, int end) {
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      append(PercentEncoding.scalar(c));
    }
    change(ASCII);
  }

  private void append(int c) {
    int cell = Jis.cell(wide(c));
    if (c == Jis.YEN || c == Jis.OVERLINE) {
      change(ROMAN);
      octet(c == Jis.YEN ? '\\' : '~');
    } else if (c < 0x80) {
      appendAscii(c);
    } else if (cell >= 0) {
      change(WIDE);
      octet(Jis.lead(cell, OFFSET));
      octet(Jis.trail(cell, OFFSET));
    } else {
      appendMissing(c);
    }
  }

  private void appendAscii(int c) {
    if (!set.equals(ROMAN) || c == '\\' || c == '~') {
      change(ASCII);
    }
    if (c == ESCAPE || c == 0x0E || c == 0x0F) {
      appendMissing(0xFFFD);
    } else {
      octet(c);
    }
  }

  private void appendMissing(int c) {
    if (set.equals(WIDE)) {
      change(ASCII);
    }
    QueryEncoding.appendReference(result, c);
  }

  private void change(String next) {
    if (!set.equals(next)) {
      set = next;
      octet(ESCAPE);
      result.append(next);
    }
  }

  private static int wide(int c) {
    return switch (c) {
      case 0xFF9E -> 0x309B;
      case 0xFF9F -> 0x309C;
      default ->
          c >= Jis.FIRST_NARROW && c < Jis.LAST_NARROW
              ? Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC).charAt(0)
              : c;
    };
  }

  private void octet(int octet) {
    PercentEncoding.QUERY.append(result, octet);
  }
}

package toro.examples.web;

/** Writes EUC-JP as browsers do: without the characters of JIS X 0212, which Java would write. */
final class EucJp {
  private static final int OFFSET = 0xA1;
  private static final int NARROW = 0x8E;

  private final StringBuilder result;

  EucJp(StringBuilder result) {
    this.result = result;
  }

  void append(String text, int start, int end) {
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int cell = Jis.cell(c);
      if (c < 0x80) {
        octet(c);
      } else if (c == Jis.YEN) {
        octet('\\');
      } else if (c == Jis.OVERLINE) {
        octet('~');
      } else if (c >= Jis.FIRST_NARROW && c <= Jis.LAST_NARROW) {
        octet(NARROW);
        octet(c - Jis.FIRST_NARROW + OFFSET);
      } else if (cell >= 0) {
        octet(Jis.lead(cell, OFFSET));
        octet(Jis.trail(cell, OFFSET));
      } else {
        QueryEncoding.appendReference(result, PercentEncoding.scalar(c));
      }
    }
  }

  private void octet(int octet) {
    PercentEncoding.QUERY.append(result, octet);
  }
}

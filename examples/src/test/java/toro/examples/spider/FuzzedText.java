package toro.examples.spider;

import java.util.Random;

/** Makes up texts of pieces that mean something to a parser; the same ones for the same seed. */
final class FuzzedText {
  private static final String[] ANY = {
    "",
    " ",
    "\t",
    "\n",
    "\r",
    "\f",
    "\0",
    "\u00A0",
    "\uFEFF",
    "\uD83D",
    "\uD83D\uDCA9",
    "\u00E9",
    "\uFFFD",
    "a",
    "A",
    "0",
    "9",
    ".",
    "-",
    "+",
    "%",
    "%41",
    "#",
    "?",
    "/",
    "\\",
    ":",
    ";",
    ",",
    "'",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "*",
    "$",
    "=",
    "&",
    "&amp;",
    "&#x41;",
    "&#",
    "&notit;"
  };

  private final Random random;
  private final String[] pieces;

  FuzzedText(Random random, String... pieces) {
    this.random = random;
    this.pieces = pieces;
  }

  /** Fewer than so many pieces, now and then one of them as often. */
  String next(int most) {
    var text = new StringBuilder();
    for (int count = random.nextInt(most); count > 0; count--) {
      var piece = random.nextInt(4) == 0 ? any(ANY) : any(pieces);
      text.repeat(piece, random.nextInt(20) == 0 ? random.nextInt(most) : 1);
    }
    return text.toString();
  }

  private String any(String[] some) {
    return some[random.nextInt(some.length)];
  }
}

package toro.examples.spider;

import java.util.ArrayList;
import java.util.List;

/** A pattern, with {@code *} for anything and {@code $} for the end, that fits how paths begin. */
final class RobotsRule {
  private final List<Piece> pieces = new ArrayList<>(); // what stands between the stars
  private final boolean isToTheEnd;
  private final int length;
  private final boolean allows;

  RobotsRule(String pattern, int length, boolean allows) {
    this.length = length;
    this.allows = allows;
    isToTheEnd = pattern.endsWith("$");
    int end = isToTheEnd ? pattern.length() - 1 : pattern.length();
    int start = 0;
    for (int star; (star = pattern.indexOf('*', start)) >= 0; start = star + 1) {
      boolean isSecondStar = start > 0 && star == start;
      if (!isSecondStar) {
        pieces.add(new Piece(pattern.substring(start, star)));
      }
    }
    pieces.add(new Piece(pattern.substring(start, end)));
  }

  /** How much it counts. */
  int length() {
    return length;
  }

  boolean allows() {
    return allows;
  }

  /** Whether it fits the beginning of a path and query, or all of it; in one pass over it. */
  boolean fits(String target) {
    var first = pieces.getFirst().text;
    if (!target.startsWith(first)) {
      return false;
    }
    int at = first.length();
    int last = pieces.size() - 1;
    if (last == 0) {
      return !isToTheEnd || at == target.length();
    }
    for (int i = 1; i < last && at >= 0; i++) {
      at = pieces.get(i).endIn(target, at);
    }
    var end = pieces.get(last);
    return at >= 0
        && (isToTheEnd
            ? target.length() - at >= end.text.length() && target.endsWith(end.text)
            : end.endIn(target, at) >= 0);
  }

  /** A text that is looked for as Knuth, Morris and Pratt do. */
  private static final class Piece {
    private final String text;
    private final int[] shorter; // for each beginning of the text: the longest that also ends it

    Piece(String text) {
      this.text = text;
      this.shorter = new int[text.length()];
      int length = 0;
      for (int i = 1; i < shorter.length; i++) {
        length = next(length, text.charAt(i));
        shorter[i] = length;
      }
    }

    /** Where the first of it ends that begins there or later; -1 if there is none. */
    int endIn(String target, int start) {
      int length = 0;
      int at = start;
      while (length < text.length() && at < target.length()) {
        length = next(length, target.charAt(at++));
      }
      return length == text.length() ? at : -1;
    }

    /** How much of the text has been seen after one more character. */
    private int next(int length, char c) {
      int seen = length;
      while (seen > 0 && text.charAt(seen) != c) {
        seen = shorter[seen - 1];
      }
      return text.charAt(seen) == c ? seen + 1 : seen;
    }
  }
}

package toro.examples.spider;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads {@code srcset} attributes, "small.png 1x, large.png 2x", by the HTML standard's steps, in
 * one pass.
 */
final class Srcset {
  private static final String SPACES = " \t\n\f\r";
  private static final Pattern DENSITY =
      Pattern.compile("-?(?:[0-9]++(?:\\.[0-9]++)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
  private static final Pattern BELOW_ZERO = Pattern.compile("-[0.]*+[1-9].*");

  private final String text;
  private int at;

  private Srcset(String text) {
    this.text = text;
  }

  /** Shows the reference of each image that a browser may choose. */
  static void forEach(String text, Consumer<String> references) {
    new Srcset(text).read(references);
  }

  private void read(Consumer<String> references) {
    while (true) {
      while (at < text.length() && (text.charAt(at) == ',' || isSpace())) {
        at++;
      }
      if (at == text.length()) {
        return;
      }
      int start = at;
      while (at < text.length() && !isSpace()) {
        at++;
      }
      int end = at;
      while (text.charAt(end - 1) == ',') {
        end--;
      }
      var size = new Size();
      if (end == at) {
        readSize(size);
      }
      if (size.isValid()) {
        references.accept(text.substring(start, end));
      }
    }
  }

  /** Reads what is between a reference and the next comma; one in parentheses does not count. */
  private void readSize(Size size) {
    int start = at;
    boolean isInside = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isInside) {
        isInside = c != ')';
      } else if (c == ',' || isSpace()) {
        size.add(text.substring(start, at));
        start = at + 1;
        if (c == ',') {
          at++;
          return;
        }
      } else {
        isInside = c == '(';
      }
    }
    size.add(text.substring(start));
  }

  private boolean isSpace() {
    return SPACES.indexOf(text.charAt(at)) >= 0;
  }

  /** What is said of the size of one image: a width, a width and a height, or a density. */
  private static final class Size {
    private boolean hasWidth;
    private boolean hasHeight;
    private boolean hasDensity;
    private boolean isWrong;

    void add(String descriptor) {
      if (descriptor.isEmpty()) {
        return;
      }
      int last = descriptor.length() - 1;
      var number = descriptor.substring(0, last);
      switch (descriptor.charAt(last)) {
        case 'w' -> {
          isWrong |= hasWidth || hasDensity || !isAboveZero(number);
          hasWidth = true;
        }
        case 'h' -> {
          isWrong |= hasHeight || hasDensity || !isAboveZero(number);
          hasHeight = true;
        }
        case 'x' -> {
          isWrong |= hasWidth || hasHeight || hasDensity || !DENSITY.matcher(number).matches();
          isWrong |= BELOW_ZERO.matcher(number).matches();
          hasDensity = true;
        }
        default -> isWrong = true;
      }
    }

    boolean isValid() {
      return !isWrong && (hasWidth || !hasHeight);
    }

    private static boolean isAboveZero(String number) {
      return number.chars().allMatch(c -> c >= '0' && c <= '9')
          && number.chars().anyMatch(c -> c != '0');
    }
  }
}

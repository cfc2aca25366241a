package toro.examples.spider;

import org.jspecify.annotations.Nullable;

/** Reads what {@code <meta http-equiv=refresh>} says, by the HTML standard's steps. */
final class Refresh {
  private final String content;
  private int at;

  private Refresh(String content) {
    this.content = content;
  }

  /** Where it leads; null if that is the page itself, or if it means nothing. */
  static @Nullable String reference(String content) {
    return new Refresh(content).read();
  }

  private @Nullable String read() {
    skipSpaces();
    if (!isAt("0123456789.")) {
      return null;
    }
    skip("0123456789.");
    if (at < content.length() && !isAt(";,") && !isAtSpace()) {
      return null;
    }
    skipSpaces();
    if (isAt(";,")) {
      at++;
    }
    skipSpaces();
    if (at == content.length()) {
      return null;
    }
    int start = at;
    if (isAt("Uu")) {
      at++;
      if (!skipRestOfName()) {
        return content.substring(start);
      }
    }
    if (!isAt("'\"")) {
      return content.substring(at);
    }
    int end = content.indexOf(content.charAt(at), at + 1);
    return end < 0 ? content.substring(at + 1) : content.substring(at + 1, end);
  }

  /** Whether it goes on as {@code url=} does. */
  private boolean skipRestOfName() {
    for (var letter : new String[] {"Rr", "Ll"}) {
      if (!isAt(letter)) {
        return false;
      }
      at++;
    }
    skipSpaces();
    if (!isAt("=")) {
      return false;
    }
    at++;
    skipSpaces();
    return true;
  }

  private boolean isAt(String some) {
    return at < content.length() && some.indexOf(content.charAt(at)) >= 0;
  }

  private boolean isAtSpace() {
    return isAt(" \t\n\f\r");
  }

  private void skip(String some) {
    while (isAt(some)) {
      at++;
    }
  }

  private void skipSpaces() {
    skip(" \t\n\f\r");
  }
}

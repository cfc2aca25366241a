package toro.examples.spider;

/** Colours, where the output goes to a terminal that has them. */
record Ink(boolean hasColours) {
  String red(String text) {
    return in("31", text);
  }

  String green(String text) {
    return in("32", text);
  }

  String bold(String text) {
    return in("1", text);
  }

  String faint(String text) {
    return in("2", text);
  }

  private String in(String code, String text) {
    return hasColours ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }
}

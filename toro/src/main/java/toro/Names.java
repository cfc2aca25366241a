package toro;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How things are called in messages. */
final class Names {
  private Names() {}

  /** The short form of a primitive; anything else as it shows itself. */
  static String brief(Object blocker) {
    return blocker instanceof Primitive primitive ? primitive.brief() : String.valueOf(blocker);
  }

  /** The whole form without the identity, which differs from run to run. */
  static String describe(Object blocker) {
    return blocker instanceof FirstOf first
        ? first.with(Names::describe)
        : blocker instanceof Primitive primitive ? primitive.describe() : String.valueOf(blocker);
  }

  /** Several things of which one is waited for. */
  record FirstOf(List<Object> each) {
    private String with(Function<Object, String> name) {
      return each.stream().map(name).collect(Collectors.joining(", ", "the first of ", ""));
    }

    @Override
    public String toString() {
      return with(Names::brief);
    }
  }

  /** {@code 1 item}, {@code 2 items}. */
  static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  /** How many stand in line, as the last part of what is shown; nothing if nobody does. */
  static String waiting(int n) {
    return n == 0 ? "" : ", " + n + " waiting";
  }

  /** The number, if it is positive; else it is refused, and called what it is. */
  static int positive(String what, int n) {
    if (n <= 0) {
      throw new IllegalArgumentException(what + " must be positive: " + n);
    }
    return n;
  }
}

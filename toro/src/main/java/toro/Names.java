package toro;

/** How a primitive shows itself: {@code AsyncLock[db, held, 2 waiting]}. */
final class Names {
  private Names() {}

  static String show(Object primitive, String name, String state, String waiting) {
    String named = name.isEmpty() ? "" : name + ", ";
    return primitive.getClass().getSimpleName() + "[" + named + state + waiting + "]";
  }

  /** How messages show what is waited for. */
  static String brief(Object blocker) {
    return String.valueOf(blocker);
  }

  static String waiting(int n) {
    return n == 0 ? "" : ", " + n + " waiting";
  }
}

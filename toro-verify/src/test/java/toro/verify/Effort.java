package toro.verify;

/** How long the checks look: the profile {@code thorough} multiplies what the build does. */
public final class Effort {
  private static final int FACTOR = Integer.getInteger("toro.verify.effort", 1);

  private Effort() {}

  /** So many runs in the build, and a multiple of them in the profile. */
  public static int times(int runs) {
    return Math.multiplyExact(runs, FACTOR);
  }
}

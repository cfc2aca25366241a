package toro.test;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Which schedules are tried, and how one of them is tried again. */
final class Seeds {
  /** The property that names the one seed to run. */
  static final String PROPERTY = "toro.seed";

  private Seeds() {}

  /** Those that count up from the first one; or only the one to be replayed, if that is given. */
  static LongStream of(long first, int count, @Nullable String replayed) {
    if (count < 1) {
      throw new IllegalArgumentException("seeds is " + count + ", and must be at least 1");
    }
    if (replayed == null) {
      return LongStream.range(0, count).map(i -> first + i);
    }
    try {
      return LongStream.of(Long.parseLong(replayed.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(PROPERTY + " is not a seed: " + replayed, e);
    }
  }

  /** How to run again what failed. */
  static String replay(long seed) {
    return "seed " + seed + "; to replay it, run this test alone with -D" + PROPERTY + "=" + seed;
  }
}

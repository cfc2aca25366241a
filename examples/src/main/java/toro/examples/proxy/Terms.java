package toro.examples.proxy;

import java.time.Duration;
import toro.examples.web.Fields;

/**
 * For whom and for how long an answer may be used.
 *
 * @param selection for whom
 * @param since when it came, in nanoseconds
 * @param age how old it was then
 * @param lifetime how long it is fresh since then; zero: only for those who waited for it
 */
record Terms(Selection selection, long since, Duration age, Duration lifetime) {
  /**
   * What a request wants of an answer that is there already.
   *
   * @param maxAge it has to be younger
   * @param minFresh how long it has to be fresh
   */
  record Wanted(Fields request, Duration maxAge, Duration minFresh, boolean onlyIfCached) {}

  /** How old it is, at the server's clock. */
  Duration ageAt(long now) {
    return age.plusNanos(now - since);
  }

  boolean isFreshAt(long now) {
    return left(now) > 0;
  }

  private long left(long now) {
    return lifetime.toNanos() - (now - since);
  }

  /** Whether it is for this request, fresh, and as fresh as it wants it. */
  boolean suit(Wanted wanted, long now) {
    return isFreshAt(now)
        && left(now) >= wanted.minFresh.toNanos()
        && ageAt(now).compareTo(wanted.maxAge) < 0
        && selection.matches(wanted.request);
  }
}

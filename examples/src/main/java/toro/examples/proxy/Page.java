package toro.examples.proxy;

import java.time.Duration;

/** A whole page, to be given to any number of clients. */
final class Page {
  private final Fields fields;
  private final byte[] body; // never changed
  private final long since;
  private final Duration age;
  private final Duration lifetime;

  /**
   * @param body not to be changed any more
   * @param since when it came, in nanoseconds
   * @param age how old it was then
   * @param lifetime how long it is fresh since then; zero: only for those who already wait for it
   */
  Page(Fields fields, byte[] body, long since, Duration age, Duration lifetime) {
    this.fields = fields;
    this.body = body;
    this.since = since;
    this.age = age;
    this.lifetime = lifetime;
  }

  Fields fields() {
    return fields;
  }

  /** Not to be changed. */
  byte[] body() {
    return body;
  }

  /** What it takes in memory, about. */
  long size() {
    long fieldsSize = 0;
    for (var field : fields.all()) {
      fieldsSize += 100 + field.name().length() + field.value().length();
    }
    return 500 + fieldsSize + body.length;
  }

  /** How old it is, at the server's clock. */
  Duration ageAt(long now) {
    return age.plusNanos(now - since);
  }

  boolean isFreshAt(long now) {
    return now - since < lifetime.toNanos();
  }

  /** Whether it is only for those who already wait for it. */
  boolean isStaleAtOnce() {
    return lifetime.isZero();
  }
}

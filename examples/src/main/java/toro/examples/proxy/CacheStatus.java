package toro.examples.proxy;

/** Where an answer came from, as RFC 9211 writes it. */
enum CacheStatus {
  /** From the cache. */
  HIT("hit"),
  /** Fetched by another client's request, while this one waited. */
  JOINED("fwd=miss; collapsed"),
  /** Fetched. */
  MISS("fwd=miss"),
  /** Fetched, as every time. */
  BYPASS("fwd=bypass");

  private final String parameters;

  CacheStatus(String parameters) {
    this.parameters = parameters;
  }

  String text() {
    return "toro; " + parameters;
  }
}

package toro.verify.soak;

/** How long something is held: when the end of its use comes. */
@FunctionalInterface
interface Hold {
  /** Has the use end, at once or later. */
  void then(Runnable end);
}

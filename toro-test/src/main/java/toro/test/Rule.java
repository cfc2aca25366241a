package toro.test;

/** One thing that a contract promises. */
sealed interface Rule {
  /** What is promised, in a few words. */
  String name();

  /**
   * A rule that is tried on simulated loops.
   *
   * @param dependsOnSeed whether it is worth while to try it under more than one schedule
   */
  record Simulated(String name, boolean dependsOnSeed, Trial<Course> trial) implements Rule {}

  /** A rule that is tried with real threads, round after round. */
  record Threaded(String name, Trial<Threads> trial) implements Rule {}

  static Rule simulated(String name, Trial<Course> trial) {
    return new Simulated(name, true, trial);
  }

  static Rule simulatedOnce(String name, Trial<Course> trial) {
    return new Simulated(name, false, trial);
  }

  static Rule threaded(String name, Trial<Threads> trial) {
    return new Threaded("threads: " + name, trial);
  }

  /** Tries the rule once; throws if it does not hold. */
  @FunctionalInterface
  interface Trial<P> {
    void run(P place) throws Exception;
  }
}

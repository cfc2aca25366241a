package toro.test;

/**
 * One thing that a contract promises.
 *
 * @param dependsOnSeed whether it is worth while to try it under more than one schedule
 */
record Rule(String name, boolean dependsOnSeed, Trial trial) {
  /** Tries the rule on a simulated loop; throws if it does not hold. */
  @FunctionalInterface
  interface Trial {
    void run(Course course) throws Exception;
  }
}

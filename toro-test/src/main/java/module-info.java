/** Tests of code that waits: under simulated schedules, and against the contracts of waiting. */
module toro.test {
  requires transitive toro;
  requires transitive org.junit.jupiter.api;
  requires org.jspecify;

  exports toro.test;

  opens toro.test to
      org.junit.platform.commons;
}

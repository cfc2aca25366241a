package toro.test;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.launcher.Launcher;

/** The build runs the tests of {@link LoopTest} under two versions of JUnit: really. */
class JunitVersionTest {
  @Test
  void junit_ofThisRun_isTheOneThatTheBuildMeans() {
    String expected = System.getProperty("expected.junit");
    for (Class<?> each : new Class<?>[] {Test.class, JupiterTestEngine.class}) {
      assertFrom("junit-jupiter-", expected, each);
    }
    for (Class<?> each : new Class<?>[] {Launcher.class}) {
      assertFrom("junit-platform-", expected.replaceFirst("^5", "1"), each);
    }
  }

  private static void assertFrom(String jar, String version, Class<?> type) {
    String from = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    assertTrue(from.contains(jar) && from.endsWith("-" + version + ".jar"), from);
  }
}

package toro.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs one test method of a sample as JUnit does. */
final class Launch {
  private static String printed = "";

  private Launch() {}

  /** How a test ended; also a container that failed. */
  record Ran(String name, TestExecutionResult result) {
    Status status() {
      return result.getStatus();
    }

    Throwable failure() {
      return result.getThrowable().orElseThrow(() -> new AssertionError("no failure: " + this));
    }
  }

  /** What went to the standard error while the last one ran. */
  static String printed() {
    return printed;
  }

  static List<Ran> run(Class<?> sample, String methodName) {
    return run(sample, methodName, false);
  }

  /** As a user replays it: with the system property. */
  static List<Ran> replay(Class<?> sample, String methodName, String seed) {
    System.setProperty(Seeds.PROPERTY, seed);
    try {
      return run(sample, methodName, true);
    } finally {
      System.clearProperty(Seeds.PROPERTY);
    }
  }

  private static List<Ran> run(Class<?> sample, String methodName, boolean withProperties) {
    var method =
        Stream.of(sample.getDeclaredMethods())
            .filter(m -> m.getName().equals(methodName))
            .findFirst()
            .orElseThrow();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(sample, method))
            .enableImplicitConfigurationParameters(withProperties);
    var runs = new ArrayList<Ran>();
    var listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() || result.getStatus() == Status.FAILED) {
              runs.add(new Ran(test.getDisplayName(), result));
            }
          }
        };
    var out = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(out, true, UTF_8));
    try {
      LauncherFactory.create().execute(request.build(), listener);
    } finally {
      System.setErr(err);
      printed = out.toString(UTF_8);
    }
    return runs;
  }
}

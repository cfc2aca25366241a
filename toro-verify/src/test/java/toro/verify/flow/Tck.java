package toro.verify.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * Runs the rules of the test kit, which is written for TestNG, as tests of JUnit: so each is
 * counted, and one that the kit skips is a failure unless it was expected.
 */
final class Tck {
  private static final String CANNOT_BE_TESTED = "untested_"; // the kit skips them all

  private final Supplier<?> verification;
  private final Set<String> skipped;

  /**
   * @param verification makes a fresh one
   * @param skipped the rules that the kit cannot try here
   */
  Tck(Supplier<?> verification, String... skipped) {
    this.verification = verification;
    this.skipped = Set.of(skipped);
  }

  /** Generous where something has to come, short where nothing may. */
  static TestEnvironment environment() {
    return new TestEnvironment(2_000, 50, 100, false);
  }

  Stream<DynamicTest> tests() {
    return rules().stream()
        .filter(rule -> !rule.getName().startsWith(CANNOT_BE_TESTED))
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getName(),
                    () -> {
                      String why = run(rule);
                      String expected = skipped.contains(rule.getName()) ? "skipped" : "kept";
                      assertEquals(expected, why == null ? "kept" : "skipped", () -> "" + why);
                    }));
  }

  /** The names of the rules that are broken. */
  Set<String> broken() {
    var broken = new TreeSet<String>();
    for (Method rule : rules()) {
      try {
        var unused = run(rule);
      } catch (Throwable failure) {
        broken.add(rule.getName());
      }
    }
    return broken;
  }

  private List<Method> rules() {
    List<Method> rules =
        Arrays.stream(verification.get().getClass().getMethods())
            .filter(m -> m.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    if (rules.size() < 20) {
      throw new AssertionError("the kit has more rules than these: " + rules);
    }
    return rules;
  }

  /** Null if the rule is kept, or why it was skipped. */
  private @Nullable String run(Method rule) throws Throwable {
    Object kit = verification.get();
    callAll(kit, BeforeClass.class);
    try {
      callAll(kit, BeforeMethod.class);
      rule.invoke(kit);
      return null;
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof SkipException skip) {
        return "" + skip.getMessage();
      }
      throw thrown.getCause();
    } finally {
      callAll(kit, AfterClass.class);
    }
  }

  private static void callAll(Object kit, Class<? extends Annotation> when) throws Exception {
    for (Method method : kit.getClass().getMethods()) {
      if (method.isAnnotationPresent(when)) {
        method.invoke(kit);
      }
    }
  }
}

package toro.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test whose method is the first coroutine of a {@linkplain toro.Loop#simulate simulated
 * loop}.
 *
 * {@snippet file="test/LoopTestExampleTest.java" region="loopTest"}
 *
 * <p>Time is virtual: a test that sleeps for an hour ends at once. The seed decides which of the
 * coroutines that are ready goes on, and whether one that awaits what is there already lets others
 * go first, so a test passes or fails in the same way each time. It runs under some schedules (20,
 * or as many {@link #seeds} as it says), one after the other, until one fails. Each is an
 * invocation of its own, with a new instance of the test class and its own before and after
 * methods, so that nothing is shared between two schedules but what is static.
 *
 * <p><b>Replay.</b> The display name tells the seed, and a failure tells how to run the test under
 * that seed alone: with the system property (or JUnit configuration parameter) {@code toro.seed},
 * as in {@code -Dtoro.seed=17}. While it is set, every such test runs once, under that seed. A test
 * method may have a parameter of type {@code long}: it is given the seed, for random numbers of its
 * own.
 *
 * <p><b>The end.</b> When the method returns, coroutines that still run are cancelled and waited
 * for, as at the end of every loop; none lives on into the next schedule. That alone does not fail
 * the test. A test which wants nothing to be left over asserts {@code
 * Loop.current().stats().alive() == 1} at its end, or spawns into a {@link toro.TaskGroup}. What
 * does fail it: a coroutine that failed while nobody watched its task, before or after the method
 * returned, unless the test handles that itself with {@link toro.Loop#onFailure}; a loop that
 * cannot go on, as {@link toro.DeadlockException} tells: because coroutines wait for each other for
 * ever, or spin, or because something outside does not end within {@link #outsideLimitMillis}; and
 * of course whatever the method throws.
 *
 * <p>Only the method is on the loop. Before and after methods, and other extensions, run on JUnit's
 * thread, and what is bound to that thread is not seen by the method.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(LoopTestExtension.class)
public @interface LoopTest {
  /**
   * Under how many schedules the test runs.
   *
   * @return at least 1
   */
  int seeds() default 20;

  /**
   * The seed of the first schedule; those of the others count up from it.
   *
   * @return any number
   */
  long seed() default 1;

  /**
   * How long, in milliseconds of real time, the test may stand still because it waits for something
   * outside of the loop: an offload, or a future that another thread completes. If that does not
   * end in time, the test fails, with a report of who waits for what.
   *
   * @return any number; with zero or less it fails as soon as it stands still
   */
  long outsideLimitMillis() default 30_000;
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.until;
import static toro.Eventually.value;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import toro.Subjects.Kind;

/** The one timer thread runs nobody's functions: what a slow one cannot do is delay the others. */
@Timeout(60)
class TimerThreadTest {
  private static final Duration SHORT = Duration.ofMillis(2);

  /** Waits on which a limit expires, and tells which thread runs a function of the user's then. */
  static Stream<Kind<Consumer<Runnable>>> expiries() {
    return Stream.of(
        kind("whenComplete", f -> never().within(SHORT).whenComplete((v, t) -> f.run())),
        kind("attached before", f -> before(never(), f).within(SHORT)),
        kind("of a stage", f -> never().thenApply(v -> v).within(SHORT).exceptionally(t -> run(f))),
        kind(
            "behind a stage",
            f -> never().within(SHORT).thenApply(v -> v).exceptionally(t -> run(f))),
        kind("by a deadline", f -> before(never(), f).by(Deadline.after(SHORT))),
        kind("handle", f -> never().within(SHORT).handle((v, t) -> run(f))),
        kind(
            "exceptionallyCompose",
            f -> never().within(SHORT).exceptionallyCompose(t -> Wait.of(done(f)))),
        kind("anyOf", f -> Wait.anyOf(never().within(SHORT)).whenComplete((v, t) -> f.run())),
        kind("allOf", f -> Wait.allOf(never().within(SHORT)).whenComplete((v, t) -> f.run())),
        kind(
            "toCompletableFuture",
            f -> never().within(SHORT).toCompletableFuture().whenComplete((v, t) -> f.run())),
        kind(
            "orTimeout",
            f ->
                never()
                    .toCompletableFuture()
                    .orTimeout(2, TimeUnit.MILLISECONDS)
                    .whenComplete((v, t) -> f.run())),
        kind(
            "completeOnTimeout",
            f ->
                never()
                    .toCompletableFuture()
                    .completeOnTimeout("late", 2, TimeUnit.MILLISECONDS)
                    .thenRun(f)),
        kind(
            "of a foreign stage, which is cancelled",
            f -> {
              var foreign =
                  new CompletableFuture<String>() {
                    @Override
                    public boolean cancel(boolean mayInterruptIfRunning) {
                      f.run();
                      return super.cancel(mayInterruptIfRunning);
                    }
                  };
              Wait.of(foreign).within(SHORT);
            }),
        kind(
            "the next in line",
            f -> {
              var semaphore = new AsyncSemaphore(5);
              semaphore.tryAcquire(4);
              semaphore.acquire(3).within(SHORT);
              semaphore.acquire().thenAccept(permit -> f.run());
            }),
        kind(
            "with, whose body runs",
            f -> {
              var body = new CompletableFuture<String>();
              body.whenComplete((v, t) -> f.run());
              new AsyncLock().with(() -> body).within(SHORT);
            }),
        kind("a loop that has ended", TimerThreadTest::endedLoop));
  }

  private static Kind<Consumer<Runnable>> kind(String name, Consumer<Runnable> expiry) {
    return new Kind<>(name, () -> expiry);
  }

  private static Wait<String> never() {
    return AsyncQueue.<String>unbounded().take();
  }

  private static Wait<String> before(Wait<String> wait, Runnable f) {
    wait.whenComplete((v, t) -> f.run());
    return wait;
  }

  private static String run(Runnable f) {
    f.run();
    return "";
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Eventually.SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<String> done(Runnable f) {
    return CompletableFuture.completedFuture(run(f));
  }

  private static void endedLoop(Runnable f) {
    try {
      Loop.run(() -> before(never(), f).within(Duration.ofMillis(50)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("expiries")
  void function_ofAnExpiredWait_runsElsewhereAndMayBeSlow(Kind<Consumer<Runnable>> kind)
      throws Exception {
    var ranOn = new CompletableFuture<String>();
    var mayEnd = new CountDownLatch(1);
    kind.make()
        .accept(
            () -> {
              ranOn.complete(Thread.currentThread().getName());
              await(mayEnd);
            });
    assertNotEquals("toro-timer", value(ranOn));
    assertInstanceOf(
        TimeoutException.class, Eventually.failure(never().within(SHORT))); // meanwhile
    mayEnd.countDown();
  }

  @Test
  void parkedThread_ofAWaitThatExpires_isWokenThoughTheFunctionsAreSlow() {
    var mayEnd = new CountDownLatch(1);
    Wait<String> wait = never();
    wait.whenComplete((v, t) -> await(mayEnd));
    wait.within(Duration.ofMillis(20));
    assertInstanceOf(TimeoutException.class, Eventually.failure(wait));
    assertTrue(wait.isDone());
    mayEnd.countDown();
  }

  @Test
  void functions_ofAnExpiredWait_runInTheOrderOfAttaching() {
    var ran = new StringBuffer();
    Wait<String> wait = never();
    Wait<?> last = wait;
    for (String each : "abc".split("")) {
      last = wait.whenComplete((v, t) -> ran.append(each));
    }
    wait.within(SHORT);
    assertInstanceOf(TimeoutException.class, Eventually.failure(last));
    assertEquals("abc", ran.toString());
  }

  @Test
  void functions_ofAWaitOfALoop_runOnThatLoop() throws Exception {
    Loop.run(
        () -> {
          var ranOn = new CompletableFuture<Loop>();
          Wait<String> stage =
              never().within(SHORT).whenComplete((v, t) -> ranOn.complete(Loop.current()));
          assertInstanceOf(
              TimeoutException.class, assertThrows(Exception.class, stage::await).getCause());
          assertEquals(Loop.current(), ranOn.getNow(null));
        });
  }

  @Test
  void limits_ofManyLengths_allExpireAndNoneTooEarly() {
    int limits = 2_000;
    var random = new Random(1);
    var early = new ConcurrentLinkedQueue<Duration>();
    var expired = new CountDownLatch(limits);
    for (int i = 0; i < limits; i++) {
      long micros = 1 + random.nextLong(300_000);
      long start = System.nanoTime();
      never()
          .within(Duration.ofNanos(micros * 1_000))
          .whenComplete(
              (v, t) -> {
                long took = System.nanoTime() - start;
                if (took < micros * 1_000) {
                  early.add(Duration.ofNanos(took - micros * 1_000));
                }
                expired.countDown();
              });
    }
    until("all have expired", () -> expired.getCount() == 0);
    assertEquals(List.of(), List.copyOf(early));
  }

  @Test
  void timerThread_idle_endsAndStartsAgain() {
    var timer = new WaitTimer.RealTime();
    timer.endWhenIdleFor(1);
    for (int i = 0; i < 3; i++) {
      var fired = new CompletableFuture<String>();
      timer.schedule(() -> fired.complete("fired"), 1);
      assertEquals("fired", value(fired));
      until("the thread ends", () -> !timer.isRunning());
    }
  }

  @Test
  void timerThread_allLimitsCancelled_ends() {
    var timer = new WaitTimer.RealTime();
    WaitTimer.Ticket ticket = timer.schedule(() -> {}, TimeUnit.DAYS.toNanos(1));
    assertTrue(timer.isRunning());
    timer.endWhenIdleFor(1);
    ticket.cancel();
    until("the thread ends", () -> !timer.isRunning());
  }

  @Test
  void timerThread_always_isADaemonWithoutAContext() {
    never().within(Duration.ofHours(1));
    Thread timer =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("toro-timer"))
            .findAny()
            .orElseThrow();
    assertTrue(timer.isDaemon());
    assertNull(timer.getContextClassLoader());
  }
}

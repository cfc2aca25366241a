package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import toro.StageKinds.Kind;
import toro.StageKinds.Other;
import toro.StageKinds.Outcome;
import toro.StageKinds.When;

/**
 * A wait is a stage like any other: whatever is attached to whatever kind of wait, the function
 * sees and the stage ends with what they would with a {@code CompletableFuture}, which is asked
 * each time. Where a wait differs, it is said here, and why.
 */
@Timeout(120)
class ConformanceTest {
  /** Cells in which a wait is not as a plain future. */
  record Difference(String why, Predicate<StageCell> where) {
    @Override
    public String toString() {
      return why;
    }
  }

  /**
   * Wanted differences, each of which has to be one still. See also {@link
   * StageCell#endsItsSource}.
   */
  private static final List<Difference> ALLOWED =
      List.of(
          new Difference(
              "where no function is called, its executor is not asked, and cannot refuse",
              cell -> cell.script() == StageScript.REJECTED && cell.mayHandOn()));

  private static final List<Method> METHODS =
      Arrays.stream(CompletionStage.class.getMethods())
          .filter(method -> method.getReturnType() == CompletionStage.class)
          .sorted(Comparator.comparing(Method::toString))
          .toList();

  private final Set<Difference> seen = new HashSet<>();

  /** Where the waits are made, and where all else is done. */
  enum Place {
    OFF_A_LOOP {
      @Override
      void run(Consumer<Loop> body) throws Exception {
        Probe.start( // its own thread: traces are short there
                () -> {
                  body.accept(null);
                  return null;
                })
            .result();
      }
    },
    ON_A_LOOP {
      @Override
      void run(Consumer<Loop> body) throws Exception {
        Loop.run(
            () -> {
              Loop.current().onFailure((task, failure) -> {});
              body.accept(null);
            });
      }
    },
    MADE_ON_A_LOOP {
      @Override
      void run(Consumer<Loop> body) throws Exception {
        try (Loop loop = Loop.start("where waits are made")) {
          body.accept(loop);
        }
      }
    };

    /** Runs the body, with the loop where waits are to be made if that is another place. */
    abstract void run(Consumer<Loop> body) throws Exception;

    boolean has(Kind kind) {
      return switch (this) {
        case OFF_A_LOOP -> !kind.name().contains("task");
        case ON_A_LOOP -> true;
        case MADE_ON_A_LOOP ->
            Set.of("AsyncResult", "thenApply", "thenCompose", "anyOf", "with")
                .contains(kind.name());
      };
    }
  }

  // ---- what it covers

  @Test
  void everyMethodOfAWaitThatReturnsAStage_isCovered() {
    var run = new StageRun(StageScript.RETURNS, StageRoots::plain);
    for (Method method : METHODS) {
      for (Class<?> type : method.getParameterTypes()) {
        assertNotNull(run.argument(type, false, new AsyncEvent().whenSet()), () -> "" + method);
      }
    }
    Set<String> covered = METHODS.stream().map(Method::getName).collect(Collectors.toSet());
    covered.addAll(Set.of("of", "all", "allOf", "anyOf", "toCompletableFuture")); // see StageKinds
    covered.addAll(Set.of("within", "by")); // they return the wait itself
    covered.add("firstOf"); // of clauses, and not of stages: see SelectTest
    assertEquals(
        Set.of(),
        Arrays.stream(Wait.class.getMethods())
            .filter(method -> CompletionStage.class.isAssignableFrom(method.getReturnType()))
            .map(Method::getName)
            .filter(name -> !covered.contains(name))
            .collect(Collectors.toSet()));
  }

  // ---- what is refused

  @Test
  void everyMethod_withANull_refusesAndChangesNothing() {
    for (Method method : METHODS) {
      for (int at = 0; at < method.getParameterCount(); at++) {
        for (StageRoots.Root root : List.of(StageRoots.result(), StageRoots.acquire())) {
          CompletionStage<Object> wait = root.stage();
          Wait<Object> other = new AsyncResult<>().whenDone();
          assertRefusesNull(method, at, wait, other);
          assertNobodyReceives(wait, method);
          assertNobodyReceives(other, method);
        }
      }
    }
  }

  @Test
  void everyMethod_withANullOnASimulatedLoop_doesNotStopTime() throws Exception {
    Loop.simulate(
        1,
        () -> {
          for (Method method : METHODS) {
            for (int at = 0; at < method.getParameterCount(); at++) {
              assertRefusesNull(
                  method, at, StageRoots.result().stage(), StageRoots.plain().stage());
            }
          }
          Loop.sleep(Duration.ofSeconds(1));
        });
  }

  private static void assertRefusesNull(
      Method method, int at, CompletionStage<Object> stage, Object other) {
    var run = new StageRun(StageScript.RETURNS, StageRoots::plain);
    Object[] arguments =
        Arrays.stream(method.getParameterTypes())
            .map(type -> run.argument(type, false, other))
            .toArray();
    arguments[at] = null;
    var refusal =
        assertThrows(
            InvocationTargetException.class,
            () -> method.invoke(stage, arguments),
            method::toString);
    assertInstanceOf(NullPointerException.class, refusal.getCause(), method::toString);
  }

  /**
   * Fails if anything is still counted as wanting the wait: then the last stage is not the last.
   */
  private static void assertNobodyReceives(CompletionStage<?> wait, Method method) {
    StageRun.future(wait.thenRun(() -> {})).cancel(false);
    assertTrue(StageRun.future(wait).isCancelled(), method::toString);
  }

  // ---- the matrix

  @TestFactory
  Stream<DynamicNode> everyMethod_onEveryKindOfWait_isAsOnAPlainFuture() {
    List<DynamicNode> nodes = new ArrayList<>();
    for (Place place : Place.values()) {
      nodes.add(
          dynamicContainer(
              place.name(),
              StageKinds.all().stream()
                  .filter(place::has)
                  .map(
                      kind ->
                          dynamicTest(kind.name(), () -> place.run(loop -> check(kind, loop))))));
    }
    nodes.add(
        dynamicContainer(
            "is still different",
            ALLOWED.stream()
                .map(each -> dynamicTest(each.why(), () -> assertTrue(seen.contains(each))))));
    return nodes.stream();
  }

  /** Everything on one kind of wait. */
  private void check(Kind kind, Loop loop) {
    List<String> wrong = new ArrayList<>();
    for (Outcome outcome : kind.outcomes()) {
      for (When when : When.values()) {
        if (when == When.AT_FIRST && (outcome.isGivenUp() || !kind.isDerived())) {
          continue; // there is nothing to be given up, or no step between
        }
        for (Method method : METHODS) {
          check(kind, outcome, when, method, loop, wrong);
        }
      }
    }
    assertEquals(
        "",
        wrong.stream().limit(4).collect(Collectors.joining("\n")),
        () -> wrong.size() + " differences, of which these are the first");
  }

  private void check(
      Kind kind, Outcome outcome, When when, Method method, Loop loop, List<String> wrong) {
    List<Class<?>> parameters = List.of(method.getParameterTypes());
    boolean isOfTwo = parameters.contains(CompletionStage.class);
    if (when.ordinal() > When.LATER.ordinal() && !outcome.isTypical()
        || when == When.LATER_CANCELLED && isOnDefaultExecutor(method)) {
      return; // more of the same, or a race with the common pool
    }
    if (isOfTwo && (!kind.meetsOthers() || loop != null || when == When.LATER_WITH_A_VIEW)) {
      return; // more of the same, or not decided: it is a race whose function comes home first
    }
    boolean called = true;
    for (StageScript script : scripts(method, outcome)) {
      if (!called && script != StageScript.REJECTED) {
        continue; // what the function would do makes no difference
      }
      if (script == StageScript.CANCELS_ITS_STAGE && when.isBefore()) {
        continue; // it would run before it can know the stage
      }
      called &= script == StageScript.REJECTED;
      for (Other other : isOfTwo ? others(method, script) : Arrays.asList((Other) null)) {
        for (boolean isOtherOurs : isOfTwo ? new boolean[] {true, false} : new boolean[1]) {
          called |=
              check(
                  new StageCell(kind, outcome, when, method, script, other, isOtherOurs),
                  loop,
                  wrong);
        }
      }
    }
  }

  /** What functions do, the simplest first. */
  private static List<StageScript> scripts(Method method, Outcome outcome) {
    Predicate<StageScript> fits = each -> each.fits(method);
    return isOnDefaultExecutor(method)
        ? List.of(StageScript.SIMPLE.stream().filter(fits).findFirst().orElseThrow())
        : (outcome.isTypical() ? StageScript.ALL : StageScript.SIMPLE)
            .stream().filter(fits).toList();
  }

  private static boolean isOnDefaultExecutor(Method method) {
    return method.getName().endsWith("Async")
        && !List.of(method.getParameterTypes()).contains(Executor.class);
  }

  private static List<Other> others(Method method, StageScript script) {
    return script != StageScript.RETURNS
        ? List.of(Other.VALUE)
        : Arrays.stream(Other.values())
            .filter(other -> other != Other.NEVER || method.getName().contains("Either"))
            .toList();
  }

  /** Returns whether the function was called. */
  private boolean check(StageCell cell, Loop loop, List<String> wrong) {
    var wanted = new StageRun(cell.script(), StageRoots::plain);
    var found = new StageRun(cell.script(), StageRoots::result);
    String plain = cell.asOracle(wanted);
    String ours = cell.asOurs(found, loop);
    if (!plain.equals(ours)) {
      Optional<Difference> known =
          ALLOWED.stream().filter(each -> each.where.test(cell)).findFirst();
      known.ifPresent(seen::add);
      if (known.isEmpty()) {
        wrong.add(cell + "\n  wanted " + plain + "\n  found  " + ours);
      }
    }
    return wanted.wasCalled();
  }
}

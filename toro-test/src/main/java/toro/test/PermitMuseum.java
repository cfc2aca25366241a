package toro.test;

import static toro.test.Course.require;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bugs that locks and semaphores have had. */
final class PermitMuseum {
  private static final int LEAVERS = 1_000;
  private static final int COLLECTIONS = 20;

  /** How whoever has a future can end it, without knowing what it waits for. */
  private enum Door {
    CANCEL("cancel"),
    CANCEL_TWICE("a second cancel"),
    FAIL("completeExceptionally"), // by orTimeout, for one
    COMPLETE("complete"), // by completeOnTimeout
    OBTRUDE_VALUE("obtrudeValue"),
    OBTRUDE_FAILURE("obtrudeException");

    private final String call;

    Door(String call) {
      this.call = call;
    }

    void leave(CompletableFuture<@Nullable Object> future) {
      switch (this) {
        case CANCEL -> future.cancel(true);
        case CANCEL_TWICE -> {
          future.cancel(true);
          future.cancel(true);
        }
        case FAIL -> future.completeExceptionally(new TimeoutException("on purpose"));
        case COMPLETE -> future.complete(null);
        case OBTRUDE_VALUE -> future.obtrudeValue(null);
        case OBTRUDE_FAILURE -> future.obtrudeException(new TimeoutException("on purpose"));
      }
    }
  }

  private PermitMuseum() {}

  /** Of everything that gives out permits. */
  static List<Rule> of(Supplier<? extends SemaphoreSubject> fresh) {
    List<Rule> rules = new ArrayList<>();
    // Kotlin#2380, Kotlin#2233, Failsafe#393, Netty#9669, reactor-pool#268, kyo#1826
    for (Door door : Door.values()) {
      rules.add(
          Rule.simulated(
              "a future ended by " + door.call, course -> endFuture(door, fresh.get(), course)));
    }
    // anyio#398, tokio#1898
    rules.add(
        Rule.simulated(
            "a stage behind it that is cancelled", course -> cancelStage(fresh.get(), course)));
    // bpo-27585, bpo-23812, anyio#728, anyio#1075, tokio#4618
    rules.add(
        Rule.simulated(
            "a function cancelled before it ran", course -> cancelFunction(fresh.get(), course)));
    // tokio#6450, tokio#7892, RFD#609
    rules.add(Rule.simulated("the loser of a race", course -> race(fresh, course)));
    // trio#3035
    rules.add(Rule.simulated("a permit closed twice", course -> closeTwice(fresh.get(), course)));
    // vert-x3#537, Redisson#6328, Redisson#6563
    rules.add(Rule.simulatedOnce("a thousand who left are forgotten", c -> forget(fresh.get())));
    return rules;
  }

  /** Of those whose permits can be had several at once. */
  static List<Rule> ofWeights(Supplier<? extends SemaphoreSubject> fresh) {
    return List.of(
        // Go#37852, AsyncEx#134, sglang#31657, anyio#1145, shuttle#167
        Rule.simulated(
            "a large request that leaves", course -> largeOneLeaves(fresh.get(), course)),
        // CE#403, tokio#8260
        Rule.simulated(
            "a half-filled request that leaves",
            course -> halfFilledOneLeaves(fresh.get(), course)),
        // zio#11187
        Rule.simulated("a request for more than there are", course -> tooMany(fresh.get(), course)),
        // Failsafe#365, zio#6430
        Rule.simulated(
            "a release that is enough for several", course -> wakeSeveral(fresh.get(), course)));
  }

  // ---- a future, and what hangs on it

  /** The permit comes to the one who has the future, or else to the next. */
  private static void endFuture(Door door, SemaphoreSubject subject, Course course)
      throws Exception {
    List<AutoCloseable> held = PermitRules.drain(subject);
    CompletableFuture<@Nullable Object> first = future(subject.acquire(1));
    var second = course.request("second", subject.acquire(1));
    course.pause();
    try {
      door.leave(first);
    } catch (UnsupportedOperationException e) { // then it waits as before
    }
    course.pause();
    held.removeFirst().close();
    course.settle();
    if (Line.isGranted(first) && first.getNow(null) instanceof AutoCloseable permit) {
      permit.close();
      course.settle();
    }
    held.add(second.value());
    requireNothingLost(subject, held, course);
  }

  private static void cancelStage(SemaphoreSubject subject, Course course) throws Exception {
    List<AutoCloseable> held = PermitRules.drain(subject);
    CompletionStage<Integer> first =
        subject.acquire(1).thenCompose(permit -> new CompletableFuture<Integer>());
    var second = course.request("second", subject.acquire(1));
    course.pause();
    cancel(first);
    held.removeFirst().close();
    course.settle();
    held.add(second.value());
    requireNothingLost(subject, held, course);
  }

  private static void cancelFunction(SemaphoreSubject subject, Course course) throws Exception {
    List<AutoCloseable> held = PermitRules.drain(subject);
    List<Runnable> notYetRun = new ArrayList<>();
    List<AutoCloseable> received = new ArrayList<>();
    CompletionStage<Void> first = subject.acquire(1).thenAcceptAsync(received::add, notYetRun::add);
    var second = course.request("second", subject.acquire(1));
    course.pause();
    held.removeFirst().close();
    course.settle();
    cancel(first);
    notYetRun.forEach(Runnable::run);
    course.settle();
    received.forEach(PermitRules::close); // by a function that ran all the same
    course.settle();
    held.add(second.value());
    requireNothingLost(subject, held, course);
  }

  /** Who waits for the first of two has only that one. */
  private static void race(Supplier<? extends SemaphoreSubject> fresh, Course course)
      throws Exception {
    for (boolean areFree : new boolean[] {true, false}) {
      SemaphoreSubject one = fresh.get();
      SemaphoreSubject other = fresh.get();
      List<AutoCloseable> ofOne = areFree ? new ArrayList<>() : PermitRules.drain(one);
      List<AutoCloseable> ofOther = areFree ? new ArrayList<>() : PermitRules.drain(other);
      CompletionStage<AutoCloseable> either =
          acquire(one).applyToEither(acquire(other), permit -> permit);
      var first = course.request("the first of two", either);
      course.pause();
      if (!areFree) {
        ofOne.removeFirst().close();
      }
      course.settle();
      first.value().close();
      requireNothingLost(one, ofOne, course);
      requireNothingLost(other, ofOther, course);
    }
  }

  // ---- one permit

  private static void closeTwice(SemaphoreSubject subject, Course course) throws Exception {
    List<AutoCloseable> held = PermitRules.drain(subject);
    var first = course.request("first", subject.acquire(1));
    var second = course.request("second", subject.acquire(1));
    AutoCloseable permit = held.removeFirst();
    permit.close();
    course.pause();
    PermitRules.closeAgain(permit);
    course.settle();
    held.add(first.value());
    require(second.isPending(), () -> "a permit that was closed twice let two in");
    held.removeLast().close();
    course.settle();
    held.add(second.value());
    requireNothingLost(subject, held, course);
  }

  // ---- memory

  private static void forget(SemaphoreSubject subject) {
    List<AutoCloseable> held = PermitRules.drain(subject);
    CompletionStage<?> first = subject.acquire(1); // who stays in front of them
    List<WeakReference<?>> left = new ArrayList<>();
    for (int i = 0; i < LEAVERS; i++) {
      left.add(leave(subject));
    }
    for (int i = 0; i < COLLECTIONS && !left.isEmpty(); i++) {
      System.gc();
      left.removeIf(request -> request.get() == null);
    }
    // what is swept by and by may keep some
    require(
        left.size() <= LEAVERS / 10,
        () -> left.size() + " of " + LEAVERS + " who left are still there");
    held.forEach(PermitRules::close);
    require(Line.isGranted(first), () -> "the one who stayed was not granted");
  }

  private static WeakReference<?> leave(SemaphoreSubject subject) {
    CompletionStage<?> request = subject.acquire(1);
    require(subject.giveUp(request), () -> "a request could not be given up, although it waited");
    return new WeakReference<>(request);
  }

  // ---- several permits at once

  private static void largeOneLeaves(SemaphoreSubject subject, Course course) throws Exception {
    List<AutoCloseable> held = PermitRules.drain(subject);
    CompletionStage<?> large = subject.acquire(subject.permits());
    var small = course.request("the small one", subject.acquire(1));
    course.pause();
    held.removeFirst().close();
    course.settle();
    require(small.isPending(), () -> small + " overtook the large one");
    require(subject.giveUp(large), () -> "the large one could not be given up");
    course.settle();
    held.add(small.value());
    requireNothingLost(subject, held, course);
  }

  private static void halfFilledOneLeaves(SemaphoreSubject subject, Course course)
      throws Exception {
    List<AutoCloseable> held = PermitRules.drain(subject);
    CompletionStage<?> large = subject.acquire(subject.permits());
    while (held.size() > 1) {
      held.removeFirst().close();
      course.pause();
    }
    require(subject.giveUp(large), () -> "the large one could not be given up");
    requireNothingLost(subject, held, course);
  }

  private static void tooMany(SemaphoreSubject subject, Course course) throws Exception {
    int n = subject.permits() + 1;
    var request =
        course.request("acquire(" + n + ")", CloseRules.request(() -> subject.acquire(n)));
    course.settle();
    require(request.isFailed(), () -> request + " of " + (n - 1) + " did not fail at once");
    requireNothingLost(subject, List.of(), course);
  }

  private static void wakeSeveral(SemaphoreSubject subject, Course course) throws Exception {
    AutoCloseable all = subject.tryAcquire(subject.permits());
    if (all == null) {
      throw new AssertionError("not all permits of a fresh one are free");
    }
    List<Request<AutoCloseable>> waiters = new ArrayList<>();
    for (int i = 0; i < subject.permits(); i++) {
      waiters.add(course.request("waiter " + i, subject.acquire(1)));
      course.pause();
    }
    all.close();
    course.settle();
    LineRules.requireInOrder(waiters);
    requireNothingLost(subject, waiters.stream().map(Request::value).toList(), course);
  }

  // ---- for all rules

  private static void requireNothingLost(
      SemaphoreSubject subject, List<AutoCloseable> held, Course course) throws Exception {
    held.forEach(PermitRules::close);
    course.settle();
    PermitRules.requireAllFree(subject);
  }

  private static void cancel(CompletionStage<?> stage) {
    var unused =
        stage instanceof Future<?> future
            ? future.cancel(true)
            : stage.toCompletableFuture().cancel(true);
  }

  @SuppressWarnings("unchecked") // what completes with a subtype, completes with the type
  private static CompletionStage<AutoCloseable> acquire(SemaphoreSubject subject) {
    return (CompletionStage<AutoCloseable>) subject.acquire(1);
  }

  @SuppressWarnings("unchecked") // somebody else, who does not care for types
  private static CompletableFuture<@Nullable Object> future(CompletionStage<?> stage) {
    return (CompletableFuture<@Nullable Object>) stage.toCompletableFuture();
  }
}

package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import toro.test.PermitRules.Moment;

/** What every line promises, whatever is waited for. */
final class LineRules {
  private static final int WAITERS = 4;

  private final Line line;
  private final Course course;

  private LineRules(Line line, Course course) {
    this.line = line;
    this.course = course;
  }

  /** Of every line. */
  static List<Rule> of(Line.Fresh fresh) {
    return List.of(
        // .NET#5600
        Rule.simulated("standing in line again", onLoop(fresh, LineRules::enterAgain)),
        // tokio#5578, vs-threading#1000
        Rule.simulated("giving up others from inside", onLoop(fresh, LineRules::giveUpOthers)),
        // tokio#5154, .NET#34036
        Rule.simulated("continuations that throw", onLoop(fresh, LineRules::throwAll)),
        // Kotlin#2233, vert.x#2501
        Rule.threaded(
            "giving up while it is granted",
            threads -> {
              for (Line line : fresh.lines()) {
                race(line, threads);
              }
            }));
  }

  /** Of those lines that have no rule of their own about it. */
  static Rule givingUp(Line.Fresh fresh) {
    // gh-112202, anyio#1075
    return Rule.simulated(
        "giving up at every step",
        course -> {
          for (Moment moment : Moment.values()) {
            for (int position = 0; position < WAITERS; position++) {
              for (Line line : fresh.lines()) {
                new LineRules(line, course).giveUp(position, moment);
              }
            }
          }
        });
  }

  /** One of the rules above. */
  private interface Scene {
    void play(LineRules rules) throws Exception;
  }

  private static Rule.Trial<Course> onLoop(Line.Fresh fresh, Scene scene) {
    return course -> {
      for (Line line : fresh.lines()) {
        scene.play(new LineRules(line, course));
      }
    };
  }

  // ---- one gives up

  private void giveUp(int position, Moment moment) throws Exception {
    List<Request<@Nullable Object>> waiters = enter(WAITERS);
    boolean left = moment == Moment.BEFORE && leave(waiters, position, moment);
    line.grant();
    if (moment != Moment.BEFORE) {
      PermitRules.pass(course, moment);
      left = leave(waiters, position, moment);
    }
    Request<?> leaver = waiters.get(position);
    if (left) {
      waiters.remove(position);
    }
    course.settle();
    for (int i = 0; i < waiters.size(); i++) {
      Request<@Nullable Object> waiter = waiters.get(i);
      if (i > 0 && !line.grantsAll()) {
        require(waiter.isPending(), () -> waiter + " did not wait for its turn");
        line.grant();
        course.settle();
      }
      line.giveBack(waiter.value());
    }
    require(!left || !leaver.isGranted(), () -> leaver + " was given up, and granted");
    requireInOrder(waiters);
    line.requireNothingLost(course::settle);
  }

  private boolean leave(List<? extends Request<?>> waiters, int position, Moment moment) {
    Request<?> leaver = waiters.get(position);
    boolean isNext = position == 0 || line.grantsAll();
    return PermitRules.leave(leaver, isNext, moment, line.giveUp(leaver.stage()));
  }

  // ---- calls from inside a continuation

  /** Who stands in line again, from inside, stands behind those who stand there already. */
  private void enterAgain() throws Exception {
    var next = new AtomicReference<@Nullable Request<@Nullable Object>>();
    CompletionStage<?> first = line.enter();
    Request<@Nullable Object> second = request("second", line.enter());
    var again =
        course.request(
            "first",
            first.thenAccept(
                got -> {
                  next.set(request("first, once more", line.enter()));
                  line.passOn(got);
                }));
    course.pause();
    line.grant();
    course.settle();
    var unused = again.value();
    line.giveBack(second.value());
    Request<@Nullable Object> last = next.get();
    if (last == null) {
      throw new AssertionError("the first one's continuation was not run");
    }
    require(
        last.isPending() != line.staysOpen(),
        () -> last + (last.isPending() ? " waits for what is so" : " did not wait for its turn"));
    if (last.isPending()) {
      line.grant();
      course.settle();
    }
    line.giveBack(last.value());
    line.requireNothingLost(course::settle);
  }

  /** The first one's continuation gives up the second and the third: the fourth is next. */
  private void giveUpOthers() throws Exception {
    List<CompletionStage<?>> stages = new ArrayList<>();
    var left = new int[1];
    CompletionStage<?> first = line.enter();
    var giver =
        course.request(
            "first",
            first.thenAccept(
                got -> {
                  left[0] = stages.stream().mapToInt(stage -> line.giveUp(stage) ? 1 : 0).sum();
                  line.passOn(got);
                }));
    List<Request<@Nullable Object>> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CompletionStage<?> stage = line.enter();
      stages.add(stage);
      others.add(request("number " + (i + 2), stage));
    }
    Request<@Nullable Object> fourth = request("fourth", line.enter());
    course.pause();
    line.grant();
    course.settle();
    var unused = giver.value();
    int expected = line.grantsAll() ? 0 : others.size();
    require(
        left[0] == expected,
        () -> left[0] + " could be given up, and not " + expected + " of " + others);
    for (Request<?> other : others) {
      require(other.isGranted() == line.grantsAll(), () -> other + " was given up, and granted");
    }
    line.giveBack(fourth.value());
    line.requireNothingLost(course::settle);
  }

  private void throwAll() throws Exception {
    Throwable[] all = {
      new IllegalStateException("on purpose"),
      new AssertionError("on purpose"),
      new StackOverflowError("on purpose")
    };
    Throwable thrown = all[course.upTo(all.length)];
    List<Integer> ran = new ArrayList<>();
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      int number = i;
      failures.add(null);
      CompletionStage<?> entered = line.enter();
      var unused =
          entered
              .thenAccept(
                  got -> {
                    ran.add(number);
                    line.giveBack(got);
                    if (!line.grantsAll() && number < WAITERS - 1) {
                      line.grant();
                    }
                    if (number % 2 == 0) {
                      raise(thrown);
                    }
                  })
              .whenComplete((none, failure) -> failures.set(number, failure));
      course.pause();
    }
    line.grant();
    course.settle();
    require(
        ran.equals(List.of(0, 1, 2, 3)),
        () -> "the first threw " + thrown + ", and only these went on: " + ran);
    for (int i = 0; i < WAITERS; i++) {
      Throwable failure = failures.get(i);
      boolean isThrown = failure != null && (failure == thrown || failure.getCause() == thrown);
      int number = i;
      require(
          i % 2 == 0 ? isThrown : failure == null,
          () -> "what number " + number + " threw ended as " + failure);
    }
    line.requireNothingLost(course::settle);
  }

  static void raise(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  // ---- real threads

  /** One thread grants while another one gives up: the grant arrives, at one or at the other. */
  private static void race(Line line, Threads threads) throws Exception {
    CompletionStage<?> one = line.enter();
    CompletionStage<?> other = line.enter();
    var left = new AtomicBoolean();
    threads.together(line::grant, () -> left.set(line.giveUp(one)));
    boolean granted = threads.isGranted("the first " + line, one);
    require(
        granted != left.get(),
        () ->
            left.get()
                ? "the first " + line + " was given up, and granted"
                : "the first " + line + " could not be given up, and was not granted");
    if (granted) {
      line.passOn(threads.<@Nullable Object>value("the first " + line, one));
    }
    line.giveBack(threads.<@Nullable Object>value("the second " + line, other));
    line.requireNothingLost(() -> {});
  }

  // ---- for all rules

  private List<Request<@Nullable Object>> enter(int count) {
    List<Request<@Nullable Object>> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiters.add(request("waiter " + i, line.enter()));
      course.pause();
    }
    return waiters;
  }

  private Request<@Nullable Object> request(String what, CompletionStage<?> stage) {
    return course.request(what + " in line for " + line, stage);
  }

  static void requireInOrder(List<? extends Request<?>> waiters) {
    var inOrder = waiters.stream().sorted(Comparator.comparingInt(Request::end)).toList();
    require(inOrder.equals(waiters), () -> "granted in the order " + inOrder);
  }
}

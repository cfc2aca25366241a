package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.Loop;
import toro.TaskGroup;

/** What everything promises that gives out a fixed number of permits. */
final class PermitRules {
  static final String FIRST_COME_FIRST_SERVED = "first come, first served";

  private static final int WORKERS = 4;
  private static final int TURNS = 4;
  private static final int WAITERS = 4;
  private static final int CHAIN = 10_000;

  /** When one of those who wait gives up, seen from the release that the first of them gets. */
  enum Moment {
    BEFORE,
    IN_THE_SAME_TURN,
    A_TURN_LATER,
    MUCH_LATER
  }

  private final SemaphoreSubject subject;
  private final Course course;

  private PermitRules(SemaphoreSubject subject, Course course) {
    this.subject = subject;
    this.course = course;
  }

  static List<Rule> of(Supplier<? extends SemaphoreSubject> fresh) {
    List<Rule> rules = new ArrayList<>();
    // CE#3564
    rules.add(Rule.simulated(FIRST_COME_FIRST_SERVED, c -> new PermitScript(fresh.get(), c).run()));
    // bpo-32734, anyio#1170
    rules.add(
        Rule.simulated("never too many inside", c -> new PermitRules(fresh.get(), c).visit(false)));
    // Redisson#7206
    rules.add(Rule.simulated("some give up", c -> new PermitRules(fresh.get(), c).visit(true)));
    // tokio#1898, bpo-27585
    rules.add(Rule.simulated("giving up at every step", c -> giveUpAtEveryStep(fresh, c)));
    // AsyncEx#36, p-queue#27, Swift#303, tokio#4129, Kotlin#80, Redisson#5971
    rules.add(Rule.simulatedOnce("a long chain", c -> new PermitRules(fresh.get(), c).chain()));
    // gevent#1487, gevent#1520, tokio#8365, .NET#5600, Kotlin#3781, Kotlin#1898
    rules.add(
        Rule.simulated(
            "barging in from inside", c -> new PermitRules(fresh.get(), c).bargeInFromInside()));
    rules.addAll(LineRules.of(() -> List.of(new PermitLine(fresh.get()))));
    rules.addAll(PermitThreads.of(fresh));
    return rules;
  }

  // ---- many at once

  private void visit(boolean someGiveUp) throws Exception {
    var inside = new Inside();
    TaskGroup.run(
        group -> {
          for (int w = 0; w < WORKERS; w++) {
            var unused =
                group.spawn(
                    "worker-" + w,
                    () -> {
                      for (int turn = 0; turn < TURNS; turn++) {
                        course.pause();
                        visit(inside, someGiveUp);
                      }
                    });
          }
        });
    course.settle();
    requireAllFree(subject);
  }

  private final class Inside {
    private int now;

    void enter(int n) {
      now += n;
      require(now <= subject.permits(), () -> now + " permits are out, of " + subject.permits());
    }

    void leave(int n) {
      now -= n;
    }
  }

  private void visit(Inside inside, boolean someGiveUp) throws Exception {
    int n = course.oneOf(subject.sizes());
    AutoCloseable permit;
    if (course.oneIn(4)) {
      permit = subject.tryAcquire(n);
    } else {
      permit = acquire(n, someGiveUp && course.oneIn(2));
    }
    if (permit != null) {
      inside.enter(n);
      course.pause();
      inside.leave(n);
      permit.close();
    }
  }

  private @Nullable AutoCloseable acquire(int n, boolean thenGiveUp) throws InterruptedException {
    var request = course.request("acquire(" + n + ")", subject.acquire(n));
    if (thenGiveUp) {
      course.pause();
      if (subject.giveUp(request.stage())) {
        course.settle();
        require(!request.isGranted(), () -> request + " was given up, and granted");
        return null;
      }
    }
    return request.await();
  }

  // ---- one gives up

  private static void giveUpAtEveryStep(Supplier<? extends SemaphoreSubject> fresh, Course course)
      throws Exception {
    for (Moment moment : Moment.values()) {
      for (int position = 0; position < WAITERS; position++) {
        new PermitRules(fresh.get(), course).giveUp(position, moment);
      }
    }
  }

  private void giveUp(int position, Moment moment) throws Exception {
    List<AutoCloseable> all = drain(subject);
    List<Request<AutoCloseable>> waiters = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      waiters.add(course.request("waiter " + i, subject.acquire(1)));
      course.pause();
    }
    boolean left = moment == Moment.BEFORE && leave(waiters, position, moment);
    all.removeFirst().close();
    if (moment != Moment.BEFORE) {
      pass(course, moment);
      left = leave(waiters, position, moment);
    }
    if (left) {
      var leaver = waiters.remove(position);
      serve(waiters, all);
      require(!leaver.isGranted(), () -> leaver + " was given up, and granted");
    } else {
      serve(waiters, all);
    }
    requireAllFree(subject);
  }

  static void pass(Course course, Moment moment) throws InterruptedException {
    if (moment == Moment.A_TURN_LATER) {
      Loop.yieldNow();
    } else if (moment == Moment.MUCH_LATER) {
      course.settle();
    }
  }

  private boolean leave(List<? extends Request<?>> waiters, int position, Moment moment) {
    Request<?> leaver = waiters.get(position);
    return leave(leaver, position == 0, moment, subject.giveUp(leaver.stage()));
  }

  /** Checks what giving up said, of someone of whom it is known whether he is the first in line. */
  static boolean leave(Request<?> leaver, boolean isFirst, Moment moment, boolean left) {
    require(
        left || (isFirst && moment != Moment.BEFORE),
        () -> leaver + " could not be given up, although it waited");
    require(
        !left || !isFirst || moment != Moment.MUCH_LATER,
        () -> leaver + " could be given up, although it had been granted");
    return left;
  }

  /** Gives back one permit after the other, until all have been granted, in the order of asking. */
  private void serve(List<Request<AutoCloseable>> waiters, List<AutoCloseable> open)
      throws Exception {
    for (var waiter : waiters) {
      course.settle();
      if (waiter.isPending() && !open.isEmpty()) {
        open.removeFirst().close();
        course.settle();
      }
      waiter.value().close();
    }
    for (AutoCloseable permit : open) {
      permit.close();
    }
    course.settle();
    LineRules.requireInOrder(waiters);
  }

  // ---- a long chain

  private void chain() throws Exception {
    List<AutoCloseable> all = drain(subject);
    var served = new int[1];
    for (int i = 0; i < CHAIN; i++) {
      CompletionStage<Void> unused =
          subject
              .acquire(1)
              .thenAccept(
                  permit -> {
                    served[0]++;
                    close(permit);
                  });
    }
    for (AutoCloseable permit : all) {
      permit.close();
    }
    course.settle();
    require(served[0] == CHAIN, () -> "only " + served[0] + " of " + CHAIN + " were granted");
    requireAllFree(subject);
  }

  // ---- calls from inside a continuation

  /** Who closes from inside, and asks again, stands behind the one who waits already. */
  private void bargeInFromInside() throws Exception {
    List<AutoCloseable> all = drain(subject);
    var again = new AtomicReference<@Nullable Request<AutoCloseable>>();
    var first =
        course.request(
            "first",
            subject
                .acquire(1)
                .thenAccept(
                    permit -> {
                      close(permit);
                      requireRefused();
                      again.set(course.request("first, once more", subject.acquire(1)));
                    }));
    var second = course.request("second", subject.acquire(1));
    var third = course.request("third", subject.acquire(1));
    course.pause();
    all.removeFirst().close();
    course.settle();
    var unused = first.value();
    var secondPermit = second.value();
    require(third.isPending(), () -> "one permit let two in");
    secondPermit.close();
    course.settle();
    third.value().close();
    course.settle();
    Request<AutoCloseable> last = again.get();
    if (last == null) {
      throw new AssertionError("the first one's continuation was not run");
    }
    last.value().close();
    LineRules.requireInOrder(List.of(second, third, last));
    for (AutoCloseable permit : all) {
      permit.close();
    }
    requireAllFree(subject);
  }

  private void requireRefused() {
    require(
        subject.tryAcquire(1) == null,
        () -> "tryAcquire got, from inside, what belongs to the one who waits");
  }

  // ---- for all rules

  static void close(AutoCloseable permit) {
    try {
      permit.close();
    } catch (Exception e) {
      throw new AssertionError("a permit could not be closed", e);
    }
  }

  /** Closes what is closed, which changes nothing, and may be refused. */
  static void closeAgain(AutoCloseable permit) throws Exception {
    try {
      permit.close();
    } catch (IllegalStateException e) { // loud is right too
    }
  }

  /** Takes everything, one by one. */
  static List<AutoCloseable> drain(SemaphoreSubject subject) {
    List<AutoCloseable> all = new ArrayList<>();
    for (int i = 0; i < subject.permits(); i++) {
      AutoCloseable permit = subject.tryAcquire(1);
      if (permit == null) {
        throw new AssertionError("only " + i + " of " + subject.permits() + " permits are free");
      }
      all.add(permit);
    }
    return all;
  }

  static void requireAllFree(SemaphoreSubject subject) throws Exception {
    List<AutoCloseable> all = drain(subject);
    require(subject.tryAcquire(1) == null, () -> "more than " + subject.permits() + " permits");
    for (AutoCloseable permit : all) {
      permit.close();
    }
  }
}

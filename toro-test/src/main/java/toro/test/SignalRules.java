package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import toro.Block;

/** What events and conditions promise. */
final class SignalRules {
  private static final int CHAIN = 10_000;
  private static final int WAITERS = 6;
  private static final int LEAVERS = 3;
  private static final int SIGNALS = 2;
  private static final int CLEARS = 20;
  private static final int SPINS = 50;

  private SignalRules() {}

  static List<Rule> ofEvent(Supplier<? extends EventSubject> fresh) {
    Line.Fresh lines = () -> List.of(SignalLine.event(fresh.get()));
    List<Rule> rules = new ArrayList<>();
    rules.add(
        Rule.simulated(
            PermitRules.FIRST_COME_FIRST_SERVED, c -> SignalScript.of(fresh.get(), c).run()));
    rules.add(LineRules.givingUp(lines));
    rules.add(Rule.simulatedOnce("a long chain", course -> chainOfEvents(fresh, course)));
    rules.addAll(LineRules.of(lines));
    rules.add(Rule.threaded("everybody is woken", threads -> setWhileOthersCome(fresh, threads)));
    return rules;
  }

  static List<Rule> ofClearableEvent(Supplier<? extends EventSubject.Clearable> fresh) {
    return List.of(
        // bpo-13502, tokio#5396
        Rule.simulated("clearing", c -> SignalScript.ofClearable(fresh.get(), c).run()),
        Rule.simulated("clearing from inside", course -> clearFromInside(fresh.get(), course)),
        // tokio#7965
        Rule.threaded("clearing", threads -> setAndClear(fresh.get(), threads)));
  }

  static List<Rule> ofCondition(Supplier<? extends ConditionSubject> fresh) {
    Line.Fresh lines =
        () -> List.of(SignalLine.signal(fresh.get()), SignalLine.signalAll(fresh.get()));
    List<Rule> rules = new ArrayList<>();
    rules.add(
        Rule.simulated(
            PermitRules.FIRST_COME_FIRST_SERVED, c -> SignalScript.of(fresh.get(), c).run()));
    rules.add(LineRules.givingUp(lines));
    rules.add(Rule.simulatedOnce("a long chain", course -> chainOfSignals(fresh.get(), course)));
    rules.addAll(LineRules.of(lines));
    rules.add(Rule.threaded("no signal is lost", threads -> signalAtOnce(fresh.get(), threads)));
    return rules;
  }

  // ---- long chains

  /** Each event sets the next one from inside. */
  private static void chainOfEvents(Supplier<? extends EventSubject> fresh, Course course)
      throws InterruptedException {
    var woken = new int[1];
    EventSubject first = fresh.get();
    EventSubject last = first;
    for (int i = 0; i < CHAIN; i++) {
      EventSubject next = fresh.get();
      CompletionStage<Void> unused =
          last.when()
              .thenAccept(
                  got -> {
                    woken[0]++;
                    next.set();
                  });
      last = next;
    }
    first.set();
    course.settle();
    require(woken[0] == CHAIN, () -> "only " + woken[0] + " of " + CHAIN + " were woken");
  }

  /** Each one who is woken signals to the next. */
  private static void chainOfSignals(ConditionSubject subject, Course course)
      throws InterruptedException {
    var woken = new int[1];
    for (int i = 0; i < CHAIN; i++) {
      CompletionStage<Void> unused =
          subject
              .when()
              .thenAccept(
                  got -> {
                    woken[0]++;
                    subject.signal();
                  });
    }
    subject.signal();
    course.settle();
    require(woken[0] == CHAIN, () -> "only " + woken[0] + " of " + CHAIN + " were woken");
  }

  // ---- calls from inside a continuation

  /** Clearing disturbs nobody whom the event has woken; those who come then wait for the next. */
  private static void clearFromInside(EventSubject.Clearable subject, Course course)
      throws InterruptedException {
    List<Integer> order = new ArrayList<>();
    List<Request<?>> again = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      int number = i;
      CompletionStage<Void> unused =
          subject
              .when()
              .thenAccept(
                  got -> {
                    order.add(number);
                    subject.clear();
                    again.add(course.request("waiter " + number + ", again", subject.when()));
                    if (number == 1) {
                      subject.set();
                    }
                  });
      course.pause();
    }
    subject.set();
    course.settle();
    require(
        order.equals(IntStream.range(0, WAITERS).boxed().toList()), () -> "woken were " + order);
    for (int i = 0; i < WAITERS; i++) {
      Request<?> request = again.get(i);
      require(
          request.isGranted() == (i <= 1),
          () -> request + (request.isGranted() ? " did not wait" : " was not woken"));
    }
    subject.set();
    course.settle();
    again.forEach(Request::value);
  }

  // ---- real threads

  private static void setWhileOthersCome(Supplier<? extends EventSubject> fresh, Threads threads)
      throws Exception {
    EventSubject subject = fresh.get();
    List<CompletionStage<?>> early = enter(subject);
    List<CompletionStage<?>> late = new ArrayList<>();
    var left = new boolean[1];
    threads.together(
        subject::set,
        () -> late.addAll(enter(subject)),
        () -> left[0] = subject.giveUp(early.getFirst()));
    requireLeftOrGranted("the one who gives up", early.removeFirst(), left[0], threads);
    for (CompletionStage<?> request : early) {
      require(threads.isGranted("who waited before", request), () -> "who waited before failed");
    }
    for (CompletionStage<?> request : late) {
      require(threads.isGranted("who came meanwhile", request), () -> "who came meanwhile failed");
    }
  }

  /** Who waits when the event is set is woken, even if it is cleared at once. */
  private static void setAndClear(EventSubject.Clearable subject, Threads threads)
      throws Exception {
    List<CompletionStage<?>> waiters = enter(subject);
    var left = new boolean[1];
    threads.together(
        () -> {
          subject.set();
          subject.clear();
        },
        () -> {
          for (int i = 0; i < CLEARS; i++) {
            subject.clear();
            Threads.spin(SPINS);
          }
        },
        () -> left[0] = subject.giveUp(waiters.getFirst()));
    requireLeftOrGranted("the one who gives up", waiters.removeFirst(), left[0], threads);
    for (CompletionStage<?> request : waiters) {
      require(threads.isGranted("who waited before", request), () -> "who waited before failed");
    }
  }

  private static List<CompletionStage<?>> enter(EventSubject subject) {
    List<CompletionStage<?>> waiters = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      waiters.add(subject.when());
    }
    return waiters;
  }

  private static void requireLeftOrGranted(
      String who, CompletionStage<?> request, boolean left, Threads threads)
      throws InterruptedException {
    require(
        threads.isGranted(who, request) != left,
        () -> who + (left ? " was granted all the same" : " could not, and failed"));
  }

  /** So many signals wake so many, whoever gives up meanwhile. */
  private static void signalAtOnce(ConditionSubject subject, Threads threads) throws Exception {
    List<CompletionStage<?>> waiters = new ArrayList<>();
    var woken = new AtomicInteger();
    for (int i = 0; i < WAITERS; i++) {
      CompletionStage<?> waiter = subject.when();
      waiters.add(waiter);
    }
    var left = new boolean[WAITERS];
    Block leave =
        () -> {
          for (int i = 0; i < LEAVERS; i++) {
            left[i] = subject.giveUp(waiters.get(i));
          }
        };
    threads.together(subject::signal, leave, subject::signal);
    for (CompletionStage<?> waiter : waiters) {
      var unused =
          waiter.whenComplete(
              (none, failure) -> {
                if (failure == null) {
                  woken.incrementAndGet();
                }
              });
    }
    threads.until(
        () -> SIGNALS + " signals should have woken as many, and not " + woken,
        () -> woken.get() >= SIGNALS);
    require(woken.get() == SIGNALS, () -> SIGNALS + " signals woke " + woken);
    subject.signalAll();
    for (int i = 0; i < WAITERS; i++) {
      requireLeftOrGranted("waiter " + i, waiters.get(i), left[i], threads);
    }
  }
}

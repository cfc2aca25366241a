package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Calls in a random order, beside a model that knows what each of them has to lead to. */
final class SignalScript {
  private static final int CALLS = 40;
  private static final int MANY = 6;

  private final Supplier<? extends CompletionStage<?>> when;
  private final Predicate<CompletionStage<?>> giveUp;
  private final Course course;
  private final List<Runnable> signals = new ArrayList<>(); // the calls that wake somebody, or not
  private final List<Request<?>> line = new ArrayList<>(); // who has to wait now
  private final List<Request<?>> woken = new ArrayList<>(); // in this order
  private final List<Request<?>> left = new ArrayList<>(); // who has given up
  private boolean isSet;
  private int number;

  private SignalScript(
      Supplier<? extends CompletionStage<?>> when,
      Predicate<CompletionStage<?>> giveUp,
      Course course) {
    this.when = when;
    this.giveUp = giveUp;
    this.course = course;
  }

  static SignalScript of(EventSubject event, Course course) {
    var script = new SignalScript(event::when, event::giveUp, course);
    script.signals.add(
        () -> {
          event.set();
          script.isSet = true;
          script.wake(script.line.size());
        });
    return script;
  }

  static SignalScript ofClearable(EventSubject.Clearable event, Course course) {
    SignalScript script = of(event, course);
    script.signals.add(
        () -> {
          event.clear();
          script.isSet = false;
        });
    return script;
  }

  static SignalScript of(ConditionSubject condition, Course course) {
    var script = new SignalScript(condition::when, condition::giveUp, course);
    script.signals.add(
        () -> {
          condition.signal();
          script.wake(Math.min(1, script.line.size()));
        });
    script.signals.add(
        () -> {
          condition.signalAll();
          script.wake(script.line.size());
        });
    return script;
  }

  void run() throws Exception {
    course.play(CALLS, this::call, this::settle);
    LineRules.requireInOrder(woken);
  }

  private void call() {
    switch (course.upTo(12)) {
      case 0, 1, 2, 3, 4, 5 -> {
        if (line.size() < MANY) {
          enter();
        }
      }
      case 6, 7 -> {
        if (!line.isEmpty()) {
          leave(line.remove(course.upTo(line.size())));
        }
      }
      case 8 -> {
        if (!woken.isEmpty()) {
          leaveTooLate(course.oneOf(woken));
        }
      }
      default -> {
        if (course.oneIn(2)) {
          course.oneOf(signals).run();
        }
      }
    }
  }

  private void enter() {
    Request<?> request = course.request("when() number " + number++, when.get());
    if (isSet) {
      woken.add(request);
    } else {
      line.add(request);
    }
  }

  /** waiting to woken: the first of them */
  private void wake(int count) {
    List<Request<?>> first = line.subList(0, count);
    woken.addAll(first);
    first.clear();
  }

  /** waiting to left */
  private void leave(Request<?> request) {
    require(
        giveUp.test(request.stage()), () -> request + " could not be given up, although it waited");
    left.add(request);
  }

  private void leaveTooLate(Request<?> request) {
    if (request.isGranted()) {
      require(
          !giveUp.test(request.stage()),
          () -> request + " could be given up, although it had been granted");
    }
  }

  private void settle() throws InterruptedException {
    course.settle();
    for (Request<?> request : woken) {
      var unused = request.value();
    }
    for (Request<?> request : line) {
      require(request.isPending(), () -> request + " did not wait for its turn");
    }
    for (Request<?> request : left) {
      require(!request.isGranted(), () -> request + " was given up, and granted");
    }
  }
}

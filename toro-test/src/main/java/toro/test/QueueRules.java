package toro.test;

import static toro.test.Course.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import toro.Block;
import toro.TaskGroup;
import toro.test.PermitRules.Moment;

/** What every queue promises to those who put and take. */
final class QueueRules {
  private static final int WORKERS = 3;
  private static final int TURNS = 4;
  private static final int WAITERS = 4;
  private static final int CHAIN = 10_000;
  private static final int PATIENCE = 1_000;
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final QueueSubject subject;
  private final Course course;
  private final List<Integer> accepted = new ArrayList<>();
  private final List<Integer> received = new ArrayList<>();
  private int puts; // so far; the next one's item
  private int takes;

  private QueueRules(QueueSubject subject, Course course) {
    this.subject = subject;
    this.course = course;
  }

  static List<Rule> of(Supplier<? extends QueueSubject> fresh) {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        Rule.simulated(
            PermitRules.FIRST_COME_FIRST_SERVED, c -> new QueueScript(fresh.get(), c).run()));
    rules.add(Rule.simulated("nobody waits for ever", c -> new QueueRules(fresh.get(), c).meet()));
    rules.add(Rule.simulated("some give up", c -> new QueueRules(fresh.get(), c).mingle()));
    // tornado#2826, .NET#37671, .NET#132094, anyio#728, CE#2920, CE#3998, Quasar#64
    rules.add(Rule.simulated("takers give up at every step", c -> takersGiveUp(fresh, c)));
    // CE#3215, CE#3603, CE#4571
    rules.add(Rule.simulated("putters give up at every step", c -> puttersGiveUp(fresh, c)));
    rules.add(Rule.simulatedOnce("a long chain", c -> new QueueRules(fresh.get(), c).chain()));
    rules.add(
        Rule.simulated(
            "barging in from inside", c -> new QueueRules(fresh.get(), c).bargeInFromInside()));
    rules.addAll(LineRules.of(() -> lines(fresh)));
    rules.addAll(QueueThreads.of(fresh));
    return rules;
  }

  private static List<Line> lines(Supplier<? extends QueueSubject> fresh) {
    Line takers = new TakeLine(fresh.get());
    QueueSubject full = fresh.get();
    boolean isBounded = full.capacity() < Integer.MAX_VALUE;
    return isBounded ? List.of(takers, new PutLine(full)) : List.of(takers);
  }

  // ---- many at once

  /** As many puts as takes: the first take gets the first item, and so on. */
  private void meet() throws Exception {
    TaskGroup.run(
        group -> {
          for (int w = 0; w < WORKERS; w++) {
            var unusedProducer = group.spawn("producer-" + w, () -> repeat(() -> put().await()));
            var unusedConsumer = group.spawn("consumer-" + w, () -> repeat(this::takeInTurn));
          }
        });
    received.sort(null);
    require(received.equals(numbers(puts)), () -> puts + " were put, and taken: " + received);
  }

  private void repeat(Block turn) throws Exception {
    for (int i = 0; i < TURNS; i++) {
      course.pause();
      turn.run();
    }
  }

  private void takeInTurn() throws InterruptedException {
    int number = takes++;
    int item = take().await();
    require(
        item == number || !subject.isFirstInFirstOut(),
        () -> "take number " + number + " got item " + item);
    received.add(item);
  }

  /** Some puts and takes are given up; in the end all is there that was not. */
  private void mingle() throws Exception {
    var producing = new int[] {WORKERS};
    TaskGroup.run(
        group -> {
          for (int w = 0; w < WORKERS; w++) {
            var unusedProducer =
                group.spawn(
                    "producer-" + w,
                    () -> {
                      repeat(this::putOrGiveUp);
                      producing[0]--;
                    });
            var unusedConsumer =
                group.spawn(
                    "consumer-" + w,
                    () -> {
                      for (int i = 0; i < PATIENCE && producing[0] > 0; i++) {
                        course.pause();
                        takeOrGiveUp();
                      }
                    });
          }
        });
    drain();
    requireAllOnce();
  }

  private void putOrGiveUp() throws InterruptedException {
    int item = puts;
    if (course.oneIn(4)) {
      puts++;
      if (subject.offer(item)) {
        accepted.add(item);
      }
      return;
    }
    var put = put();
    if (course.oneIn(2)) {
      course.pause();
      if (subject.giveUp(put.stage())) {
        return;
      }
    }
    var unused = put.await();
    accepted.add(item);
  }

  private void takeOrGiveUp() throws InterruptedException {
    if (course.oneIn(4)) {
      receive(subject.poll());
      return;
    }
    var take = take();
    course.pause();
    if (course.oneIn(2) || !take.endsWithin(MOMENT)) {
      if (subject.giveUp(take.stage())) {
        return;
      }
    }
    receive(take.await());
  }

  // ---- one gives up

  private static void takersGiveUp(Supplier<? extends QueueSubject> fresh, Course course)
      throws InterruptedException {
    for (Moment moment : Moment.values()) {
      for (int position = 0; position < WAITERS; position++) {
        new QueueRules(fresh.get(), course).takerGivesUp(position, moment);
      }
    }
  }

  private void takerGivesUp(int position, Moment moment) throws InterruptedException {
    List<Request<Integer>> takers = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      takers.add(take());
      course.pause();
    }
    boolean left = moment == Moment.BEFORE && leave(takers, position, moment);
    List<Request<?>> putters = new ArrayList<>(List.of(put()));
    if (moment != Moment.BEFORE) {
      PermitRules.pass(course, moment);
      left = leave(takers, position, moment);
    }
    Request<Integer> leaver = left ? takers.remove(position) : null;
    for (int i = 0; i < WAITERS; i++) {
      putters.add(put());
      course.pause();
    }
    course.settle();
    takers.forEach(taker -> receive(taker.value()));
    require(leaver == null || !leaver.isGranted(), () -> leaver + " was given up, and got an item");
    drain();
    putters.forEach(Request::value);
    accepted.addAll(numbers(puts));
    requireAllOnce();
    requireInOrder();
  }

  private static void puttersGiveUp(Supplier<? extends QueueSubject> fresh, Course course)
      throws InterruptedException {
    for (Moment moment : Moment.values()) {
      for (int position = 0; position < WAITERS; position++) {
        new QueueRules(fresh.get(), course).putterGivesUp(position, moment);
      }
    }
  }

  private void putterGivesUp(int position, Moment moment) throws InterruptedException {
    if (subject.capacity() == Integer.MAX_VALUE) {
      return; // nobody ever waits to put
    }
    while (puts < subject.capacity()) {
      var unused = put().await();
    }
    List<Request<?>> putters = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      putters.add(put());
      course.pause();
    }
    boolean left = moment == Moment.BEFORE && leave(putters, position, moment);
    Request<Integer> taker = take();
    if (moment != Moment.BEFORE) {
      PermitRules.pass(course, moment);
      left = leave(putters, position, moment);
    }
    course.settle();
    receive(taker.value());
    drain();
    accepted.addAll(numbers(puts));
    if (left) {
      Request<?> leaver = putters.remove(position);
      accepted.remove(Integer.valueOf(subject.capacity() + position));
      require(!leaver.isGranted(), () -> leaver + " was given up, and accepted");
    }
    putters.forEach(Request::value);
    requireAllOnce();
    requireInOrder();
  }

  private boolean leave(List<? extends Request<?>> waiters, int position, Moment moment) {
    Request<?> leaver = waiters.get(position);
    return PermitRules.leave(leaver, position == 0, moment, subject.giveUp(leaver.stage()));
  }

  // ---- a long chain

  /** Whoever gets an item puts the next one. */
  private void chain() throws InterruptedException {
    for (int i = 0; i < CHAIN; i++) {
      CompletionStage<Void> unusedTake =
          subject
              .take()
              .thenAccept(
                  item -> {
                    received.add(item);
                    if (item + 1 < CHAIN) {
                      var unused = subject.put(item + 1);
                    }
                  });
    }
    var unusedFirst = subject.put(0);
    course.settle();
    require(received.equals(numbers(CHAIN)), () -> received.size() + " items came, of " + CHAIN);
  }

  // ---- calls from inside a continuation

  /** An item that is offered from inside belongs to the one who waits already. */
  private void bargeInFromInside() throws InterruptedException {
    var first =
        course.request(
            "first",
            subject
                .take()
                .thenAccept(
                    item -> {
                      received.add(item);
                      require(subject.offer(1), () -> "offer was refused where somebody waits");
                      require(
                          subject.poll() == null,
                          () -> "poll got, from inside, what belongs to the one who waits");
                    }));
    var second = take();
    course.pause();
    require(subject.offer(0), () -> "offer was refused where somebody waits");
    course.settle();
    var unused = first.value();
    receive(second.value());
    require(received.equals(numbers(2)), () -> "0 and 1 were offered, and received " + received);
  }

  // ---- for all rules

  private Request<?> put() {
    int item = puts++;
    return course.request("put(" + item + ")", subject.put(item));
  }

  private Request<Integer> take() {
    return course.request("take()", subject.take());
  }

  private void receive(@Nullable Integer item) {
    if (item != null) {
      received.add(item);
    }
  }

  /** Takes what is left, and what those bring who wait for room. */
  private void drain() throws InterruptedException {
    course.settle();
    for (Integer item; (item = subject.poll()) != null; course.settle()) {
      received.add(item);
    }
  }

  private void requireAllOnce() {
    var expected = accepted.stream().sorted().toList();
    var actual = received.stream().sorted().toList();
    require(
        expected.equals(actual), () -> "accepted were " + expected + ", and received " + actual);
  }

  private void requireInOrder() {
    require(
        !subject.isFirstInFirstOut() || received.equals(accepted),
        () -> "received in the order " + received);
  }

  private static List<Integer> numbers(int n) {
    return IntStream.range(0, n).boxed().toList();
  }
}

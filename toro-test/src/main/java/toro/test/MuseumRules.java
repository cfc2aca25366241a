package toro.test;

import static toro.test.Course.require;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Bugs that counters, limits and orders have had. */
final class MuseumRules {
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);
  private static final int MOST = 4;
  private static final int POISON = -1;

  private MuseumRules() {}

  // ---- counters

  static List<Rule> ofReleases(Supplier<? extends SemaphoreSubject.Releasable> fresh) {
    return List.of(
        // tokio#3644, tokio#6602, tokio#8062
        Rule.simulatedOnce("a release of what nobody has", course -> releaseTooMany(fresh.get())));
  }

  private static void releaseTooMany(SemaphoreSubject.Releasable subject) throws Exception {
    for (int n : new int[] {1, Integer.MAX_VALUE}) {
      boolean refused = false;
      try {
        subject.release(n);
      } catch (RuntimeException e) {
        refused = true;
      }
      require(refused, () -> "release(" + n + ") was not refused, although all permits are free");
      PermitRules.requireAllFree(subject);
    }
  }

  static List<Rule> ofLatch(IntFunction<? extends LatchSubject> fresh) {
    return List.of(
        // tascalate-concurrent 0.9.9, whose latch needs one more than its count
        Rule.simulated("zero at the last count", course -> countDown(fresh, course)));
  }

  private static void countDown(IntFunction<? extends LatchSubject> fresh, Course course)
      throws Exception {
    for (int count = 1; count <= MOST; count++) {
      LatchSubject latch = fresh.apply(count);
      var zero = course.request("zero of " + count, latch.whenZero());
      for (int left = count; left > 0; left--) {
        require(zero.isPending(), () -> zero + " came too early");
        latch.countDown();
        course.settle();
      }
      var unused = zero.value();
      var afterwards = course.request("zero, asked for afterwards", latch.whenZero());
      course.settle();
      unused = afterwards.value();
    }
  }

  // ---- limits

  static List<Rule> ofLimits(Supplier<? extends LockSubject.Limited> fresh) {
    return List.of(
        // tornado#3621, tornado#2370
        Rule.threaded("a limit of zero", threads -> tryWithin(Duration.ZERO, fresh.get(), threads)),
        // async-mutex#33, Kotlin#2233
        Rule.threaded("a limit that passes", threads -> tryWithin(MOMENT, fresh.get(), threads)),
        // tornado#3621
        Rule.threaded("the longest limit", threads -> waitLongest(fresh.get(), threads)));
  }

  /** Whether the lock is free or not, nothing is lost. */
  private static void tryWithin(Duration limit, LockSubject.Limited subject, Threads threads)
      throws Exception {
    String what = "acquire() within " + limit;
    AutoCloseable held = threads.value(what + " of a free lock", subject.acquire(limit));
    boolean granted = threads.isGranted(what + " of a lock that is held", subject.acquire(limit));
    require(!granted, () -> what + " got a lock that is held");
    held.close();
    threads.value("acquire() afterwards", subject.acquire()).close();
  }

  private static void waitLongest(LockSubject.Limited subject, Threads threads) throws Exception {
    String what = "acquire() within " + LONGEST;
    AutoCloseable held = threads.value(what + " of a free lock", subject.acquire(LONGEST));
    CompletionStage<? extends AutoCloseable> waiting = subject.acquire(LONGEST);
    held.close();
    threads.value(what + " of a lock that was held", waiting).close();
  }

  // ---- order

  /** Who puts what cannot be compared is told so, and nobody else notices. */
  static Rule ofOrder(Function<? super Comparator<Integer>, ? extends QueueSubject> fresh) {
    Comparator<Integer> order =
        (one, other) -> {
          if (one == POISON || other == POISON) {
            throw new ClassCastException("on purpose");
          }
          return one.compareTo(other);
        };
    // tornado's PriorityQueue, asyncio's PriorityQueue
    return Rule.simulated("a comparator that throws", c -> compare(fresh.apply(order), c));
  }

  private static void compare(QueueSubject queue, Course course) throws Exception {
    require(queue.offer(2), () -> "an empty queue refused an item");
    requireRefused("at once", CloseRules.request(() -> queue.put(POISON)), course);
    require(queue.offer(3), () -> "the queue has no room after a put that failed");
    CompletionStage<?> poison = CloseRules.request(() -> queue.put(POISON)); // waits for room
    Request<?> next = course.request("the next put", queue.put(4));
    course.pause();
    List<Integer> received = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      received.add(course.request("take", queue.take()).await());
      course.settle();
    }
    requireRefused("when there is room", poison, course);
    var unused = next.value();
    require(received.equals(List.of(2, 3, 4)), () -> "received in the order " + received);
    require(queue.poll() == null, () -> "an item is left that could not be compared");
  }

  private static void requireRefused(String when, CompletionStage<?> put, Course course)
      throws InterruptedException {
    var request = course.request("a put that cannot be compared, " + when, put);
    course.settle();
    require(request.isFailed(), () -> request + " did not fail");
  }
}

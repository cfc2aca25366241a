package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is promised by that which can be closed. */
final class CloseRules {
  private static final int WAITERS = 3;

  private CloseRules() {}

  static Rule ofSemaphore(Supplier<? extends SemaphoreSubject.Closable> fresh) {
    return new Rule("closing", true, course -> closeSemaphore(fresh.get(), course));
  }

  static Rule ofQueue(Supplier<? extends QueueSubject.Closable> fresh) {
    return new Rule(
        "closing",
        true,
        course -> {
          closeFull(fresh.get(), course);
          closeEmpty(fresh.get(), course);
        });
  }

  private static void closeSemaphore(SemaphoreSubject.Closable subject, Course course)
      throws Exception {
    List<AutoCloseable> open = PermitRules.drain(subject);
    List<Request<?>> waiters = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      waiters.add(course.request("waiter " + i, subject.acquire(1)));
      course.pause();
    }
    subject.close();
    course.pause();
    for (AutoCloseable permit : open) {
      permit.close();
      course.pause();
    }
    waiters.add(request(course, "acquire(1) of a closed one", () -> subject.acquire(1)));
    course.settle();
    waiters.forEach(CloseRules::requireFailed);
    require(refuses(() -> subject.tryAcquire(1)), () -> "tryAcquire got a permit of a closed one");
  }

  /** What is in it comes out, what waits for room does not. */
  private static void closeFull(QueueSubject.Closable subject, Course course)
      throws InterruptedException {
    List<Integer> kept = new ArrayList<>();
    while (kept.size() < Math.min(subject.capacity(), WAITERS)) {
      require(subject.offer(kept.size()), () -> "offer was refused where there is room");
      kept.add(kept.size());
    }
    List<Request<?>> failing = new ArrayList<>();
    if (subject.capacity() <= WAITERS) {
      for (int i = 0; i < WAITERS; i++) {
        failing.add(course.request("waiting put " + i, subject.put(kept.size() + i)));
        course.pause();
      }
    }
    subject.close();
    course.pause();
    failing.add(request(course, "put into a closed one", () -> subject.put(-1)));
    require(refuses(() -> subject.offer(-1) ? true : null), () -> "offer got into a closed one");
    List<Integer> received = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      received.add(course.request("take() of what is left", subject.take()).await());
    }
    failing.add(request(course, "take() of a closed, empty one", subject::take));
    require(refuses(subject::poll), () -> "poll got an item that nobody put");
    course.settle();
    failing.forEach(CloseRules::requireFailed);
    received.sort(null);
    require(received.equals(kept), () -> "kept were " + kept + ", and received " + received);
  }

  private static void closeEmpty(QueueSubject.Closable subject, Course course)
      throws InterruptedException {
    List<Request<?>> takers = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      takers.add(course.request("waiting take " + i, subject.take()));
      course.pause();
    }
    subject.close();
    course.settle();
    takers.forEach(CloseRules::requireFailed);
  }

  /** A request that may also be refused at once. */
  private static Request<?> request(
      Course course, String what, Supplier<? extends CompletionStage<?>> call) {
    CompletionStage<?> stage;
    try {
      stage = call.get();
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedStage(e);
    }
    return course.request(what, stage);
  }

  private static boolean refuses(Supplier<? extends @Nullable Object> call) {
    try {
      return call.get() == null;
    } catch (RuntimeException e) {
      return true;
    }
  }

  private static void requireFailed(Request<?> request) {
    require(request.isFailed(), () -> request + " did not fail");
  }
}

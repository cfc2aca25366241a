package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.Block;

/** What is promised by that which can be closed. */
final class CloseRules {
  private static final int WAITERS = 3;

  private CloseRules() {}

  static List<Rule> ofSemaphore(Supplier<? extends SemaphoreSubject.Closable> fresh) {
    return List.of(
        // reactor-pool#80, reactor-pool#90
        Rule.simulated("closing", course -> closeSemaphore(fresh.get(), course)),
        Rule.simulated("closing from inside", course -> closeFromInside(fresh.get(), course)),
        // zio#4644
        Rule.threaded("closing", threads -> closeInUse(fresh.get(), threads)));
  }

  static List<Rule> ofQueue(Supplier<? extends QueueSubject.Closable> fresh) {
    return List.of(
        // tokio#8074, tokio#8075, tokio#8260, p-limit#27
        Rule.simulated(
            "closing",
            course -> {
              closeFull(fresh.get(), course);
              closeEmpty(fresh.get(), course);
            }),
        Rule.simulated("closing from inside", course -> closeFromInside(fresh.get(), course)),
        // .NET#59639
        Rule.threaded("closing", threads -> closeInUse(fresh.get(), threads)));
  }

  // ---- on a loop

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
    subject.close();
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
    subject.close();
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
    subject.close();
    course.settle();
    takers.forEach(CloseRules::requireFailed);
  }

  private static void closeFromInside(SemaphoreSubject.Closable subject, Course course)
      throws Exception {
    List<AutoCloseable> open = PermitRules.drain(subject);
    var first =
        course.request(
            "first",
            subject
                .acquire(1)
                .thenAccept(
                    permit -> {
                      subject.close();
                      PermitRules.close(permit);
                    }));
    var second = course.request("second", subject.acquire(1));
    course.pause();
    open.getFirst().close();
    course.settle();
    var unused = first.value();
    requireFailed(second);
  }

  private static void closeFromInside(QueueSubject.Closable subject, Course course)
      throws InterruptedException {
    var first = course.request("first", subject.take().thenAccept(item -> subject.close()));
    var second = course.request("second", subject.take());
    course.pause();
    require(subject.offer(0), () -> "offer was refused where somebody waits");
    course.settle();
    var unused = first.value();
    requireFailed(second);
  }

  // ---- with real threads

  /** Who is not let in is told so: nobody waits for ever. */
  private static void closeInUse(SemaphoreSubject.Closable subject, Threads threads)
      throws Exception {
    List<AutoCloseable> open = PermitRules.drain(subject);
    Collection<CompletionStage<?>> requests = new ConcurrentLinkedQueue<>();
    Block acquire =
        () -> requests.add(request(() -> subject.acquire(1)).thenAccept(PermitRules::close));
    acquire.run();
    threads.together(
        subject::close,
        () -> {
          acquire.run();
          for (AutoCloseable permit : open) {
            permit.close();
          }
          acquire.run();
        },
        acquire);
    for (CompletionStage<?> request : requests) {
      var unused = threads.isGranted("acquire(1) of one that was closed", request);
    }
    require(
        !threads.isGranted("acquire(1) of a closed one", request(() -> subject.acquire(1))),
        () -> "acquire(1) was granted by a closed one");
  }

  /** Everybody is told, and what was accepted comes out. */
  private static void closeInUse(QueueSubject.Closable subject, Threads threads) throws Exception {
    List<CompletionStage<?>> puts = new ArrayList<>();
    List<CompletionStage<? extends Integer>> takes = new ArrayList<>();
    boolean isUsed = threads.upTo(2) == 0; // or else nobody puts anything
    for (int n = isUsed ? threads.upTo(WAITERS + 1) : 0; n > 0; n--) {
      puts.add(subject.put(puts.size()));
    }
    threads.together(
        subject::close,
        () -> {
          for (int i = 0; i < WAITERS; i++) {
            takes.add(request(subject::take));
          }
        },
        () -> {
          for (int i = 0; isUsed && i < 2; i++) {
            int item = puts.size();
            puts.add(request(() -> subject.put(item)));
          }
        });
    List<Integer> accepted = new ArrayList<>();
    for (int item = 0; item < puts.size(); item++) {
      if (threads.isGranted("put(" + item + ") into one that was closed", puts.get(item))) {
        accepted.add(item);
      }
    }
    List<Integer> received = new ArrayList<>();
    for (CompletionStage<? extends Integer> take : takes) {
      if (threads.isGranted("take() of one that was closed", take)) {
        received.add(threads.<Integer>value("take()", take));
      }
    }
    while (true) {
      CompletionStage<? extends Integer> take = request(subject::take);
      if (!threads.isGranted("take() of what is left", take)) {
        break;
      }
      received.add(threads.<Integer>value("take() of what is left", take));
    }
    received.sort(null);
    require(
        received.equals(accepted),
        () -> "accepted were " + accepted + ", and received " + received);
  }

  // ---- for all rules

  /** A request that may also be refused at once. */
  private static Request<?> request(
      Course course, String what, Supplier<? extends CompletionStage<?>> call) {
    return course.request(what, request(call));
  }

  /** What a call returns, or a stage that has failed with what it throws. */
  static <T extends @Nullable Object> CompletionStage<? extends T> request(
      Supplier<? extends CompletionStage<? extends T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
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

package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.Block;

/** What every queue promises to several threads at once. */
final class QueueThreads {
  private static final int TURNS = 8;
  private static final int SPINS = 100;
  private static final int FIRST_OF_THE_SECOND = 100;

  private final QueueSubject subject;
  private final Threads threads;
  private final Collection<Integer> accepted = new ConcurrentLinkedQueue<>();
  private final Collection<Integer> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger producing = new AtomicInteger(2);

  private QueueThreads(QueueSubject subject, Threads threads) {
    this.subject = subject;
    this.threads = threads;
  }

  static List<Rule> of(Supplier<? extends QueueSubject> fresh) {
    return List.of(
        // janus#795, Quasar#185
        Rule.threaded("every item once", t -> new QueueThreads(fresh.get(), t).meet()),
        Rule.threaded("some give up", t -> new QueueThreads(fresh.get(), t).mingle()));
  }

  // ---- as many puts as takes

  private void meet() throws Exception {
    threads.together(consumer(), producer(0), consumer(), producer(FIRST_OF_THE_SECOND));
    requireAllOnce();
    require(subject.poll() == null, () -> "more items than were put");
  }

  private Block producer(int first) {
    return () -> {
      for (int item = first; item < first + TURNS; item++) {
        var unused = threads.value("put(" + item + ")", subject.put(item));
        accepted.add(item);
      }
    };
  }

  private Block consumer() {
    return () -> {
      Map<Integer, Integer> last = new HashMap<>(); // the last item of each producer
      for (int i = 0; i < TURNS; i++) {
        int item = threads.value("take()", subject.take());
        received.add(item);
        Integer before = last.put(item / FIRST_OF_THE_SECOND, item);
        require(
            before == null || before < item || !subject.isFirstInFirstOut(),
            () -> "item " + item + " came after item " + before);
      }
    };
  }

  // ---- some give up

  private void mingle() throws Exception {
    threads.together(
        takerOfSome(threads.split()),
        putterOfSome(0, threads.split()),
        takerOfSome(threads.split()),
        putterOfSome(FIRST_OF_THE_SECOND, threads.split()));
    for (Integer item; (item = subject.poll()) != null; ) {
      received.add(item);
    }
    requireAllOnce();
  }

  private Block putterOfSome(int first, Random random) {
    return () -> {
      try {
        for (int item = first; item < first + TURNS; item++) {
          if (put(item, random)) {
            accepted.add(item);
          }
        }
      } finally {
        producing.decrementAndGet();
      }
    };
  }

  private boolean put(int item, Random random) throws InterruptedException {
    switch (random.nextInt(3)) {
      case 0 -> {
        return subject.offer(item);
      }
      case 1 -> {
        var put = subject.put(item);
        Threads.spin(random.nextInt(SPINS));
        if (subject.giveUp(put)) {
          return false;
        }
        var unused = threads.value("put(" + item + ") that was not given up", put);
      }
      default -> {
        var unused = threads.value("put(" + item + ")", subject.put(item));
      }
    }
    return true;
  }

  private Block takerOfSome(Random random) {
    return () -> {
      while (producing.get() > 0) {
        Integer item = random.nextInt(3) == 0 ? subject.poll() : take(random);
        if (item != null) {
          received.add(item);
        }
      }
    };
  }

  private @Nullable Integer take(Random random) throws InterruptedException {
    var take = subject.take();
    Threads.spin(random.nextInt(SPINS));
    if (subject.giveUp(take)) {
      return null;
    }
    return threads.value("take() that was not given up", take);
  }

  private void requireAllOnce() {
    List<Integer> expected = new ArrayList<>(accepted);
    List<Integer> actual = new ArrayList<>(received);
    expected.sort(null);
    actual.sort(null);
    require(
        expected.equals(actual), () -> "accepted were " + expected + ", and received " + actual);
  }
}

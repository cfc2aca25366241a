package toro.bench;

import static java.util.Objects.requireNonNull;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import toro.AsyncEvent;
import toro.AsyncSemaphore;
import toro.Block;
import toro.bench.scenario.KotlinWaiters;
import toro.bench.scenario.ParkedThreads;

/** Counts the bytes of many that wait: what they allocate, and what the collector cannot free. */
final class Footprints {
  /** Enough for a tenth of a byte. */
  static final int MANY = 100_000;

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final List<Footprint> footprints = new ArrayList<>();

  private final int many;
  private final int few; // threads

  private Footprints(int many) {
    this.many = many;
    this.few = many / 10;
  }

  static List<Footprint> measure(int many) {
    var all = new Footprints(many);
    all.waiters();
    all.functions();
    all.limits();
    all.threads();
    return all.footprints;
  }

  private void waiters() {
    var taken = AsyncSemaphore.bounded(1);
    var unused = taken.tryAcquire();
    add("queued waiter", "toro", many, taken::acquire, wait -> wait.cancel(false));
    var ibm = com.ibm.asyncutil.locks.AsyncLock.createFair();
    var token = ibm.tryLock().orElseThrow();
    add("queued waiter", "ibm", many, ibm::acquireLock, null);
    token.close();
    var order = IntStream.range(0, many).toArray();
    addAll(
        "queued waiter",
        "kotlin",
        many,
        () -> KotlinWaiters.ofPermit(many),
        waiters -> waiters.giveUp(order));
  }

  /** One function stays: a wait that everybody has left is given up. */
  private void functions() {
    Runnable function = () -> {};
    var event = new AsyncEvent().whenSet();
    var stays = event.thenRun(function);
    add(
        "attached function",
        "toro",
        many,
        () -> event.thenRun(function),
        each -> each.cancel(false));
    stays.cancel(false);
    var future = new CompletableFuture<Integer>();
    add(
        "attached function",
        "completableFuture",
        many,
        () -> future.thenRun(function),
        each -> each.cancel(false));
  }

  private void limits() {
    var taken = AsyncSemaphore.bounded(1);
    var unused = taken.tryAcquire();
    var hour = Duration.ofHours(1);
    add(
        "queued waiter with a limit",
        "toro, limited",
        many,
        () -> taken.acquire().within(hour),
        wait -> wait.cancel(false));
  }

  private void threads() {
    var ours = new AsyncSemaphore(0);
    thread("toro, virtual thread", () -> ours.acquire().await());
    var semaphore = new Semaphore(0);
    thread("semaphore, virtual thread", semaphore::acquire);
  }

  private void thread(String whose, Block call) {
    addAll(
        "parked thread",
        whose,
        few,
        () -> new ParkedThreads(few, call),
        ParkedThreads::interruptAll);
  }

  /** Many that enter one by one. */
  private <W> void add(
      String what, String whose, int count, Supplier<W> enter, @Nullable Consumer<W> giveUp) {
    measure(what, whose, count, new ArrayList<>(Collections.nCopies(count, null)), enter, giveUp);
  }

  /** Many that enter at once. */
  private <P> void addAll(
      String what, String whose, int count, Supplier<P> enterAll, Consumer<P> giveUpAll) {
    measure(what, whose, count, new ArrayList<>(Collections.nCopies(1, null)), enterAll, giveUpAll);
  }

  /** The list that holds them is there before. What enters first loads the classes. */
  private <W> void measure(
      String what,
      String whose,
      int count,
      List<@Nullable W> waits,
      Supplier<W> enter,
      @Nullable Consumer<W> giveUp) {
    var first = enter.get();
    if (giveUp != null) {
      giveUp.accept(first);
    }
    long heapBefore = heap();
    long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
    waits.replaceAll(none -> enter.get());
    long allocated = THREADS.getTotalThreadAllocatedBytes() - allocatedBefore;
    long kept = heap() - heapBefore;
    Double left = null;
    if (giveUp != null) {
      waits.replaceAll(
          wait -> {
            giveUp.accept(requireNonNull(wait));
            return null;
          });
      left = each(heap() - heapBefore, count);
    }
    footprints.add(new Footprint(what, whose, each(allocated, count), each(kept, count), left));
  }

  private static double each(long bytes, int count) {
    return Math.max(0, Math.rint(10.0 * bytes / count) / 10);
  }

  private static long heap() {
    var runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}

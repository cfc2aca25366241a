package toro;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** The pieces of code that the Javadoc shows; {@link SnippetsTest} runs each of them. */
final class Snippets {
  final List<String> log = Collections.synchronizedList(new ArrayList<>());

  void permit(AsyncLock lock) throws InterruptedException {
    // @start region="permit"
    try (var held = lock.acquire().await()) {
      log.add("inside");
    } // close() gives the permit back
    // @end region="permit"
  }

  /** A gate that lets one through at each open(), in the order in which they came. */
  // @start region="promise"
  static final class Gate {
    private final Deque<Promise<String>> line = new ConcurrentLinkedDeque<>();

    Wait<String> pass() {
      Promise<String> promise = Promise.of(this);
      line.add(promise);
      promise.onGiveUp(() -> line.remove(promise)).onReturn(this::open);
      return promise.whenGranted();
    }

    void open(String ticket) {
      Promise<String> first;
      do {
        first = line.poll();
      } while (first != null && !first.grant(ticket)); // false: has just been given up
    }
  }

  // @end region="promise"

  void deadline(AsyncLock lock, AsyncQueue<String> queue)
      throws InterruptedException, TimeoutException {
    // @start region="deadline"
    var deadline = Deadline.after(Duration.ofSeconds(5)); // for both waits together
    try (var held = lock.acquire().by(deadline).await()) {
      log.add(queue.take().await(deadline));
    }
    // @end region="deadline"
  }

  Wait<Integer> waiting(AsyncQueue<String> queue) throws InterruptedException {
    // @start region="wait"
    String first = queue.take().await(); // a thread, virtual or platform

    Wait<Integer> second = // callback code: no thread waits
        queue.take().within(Duration.ofSeconds(5)).thenApply(String::length);
    // @end region="wait"
    log.add(first);
    return second;
  }

  void lock(Map<String, Integer> counts) throws InterruptedException {
    // @start region="lock"
    var lock = new AsyncLock();

    try (var held = lock.acquire().await()) { // a thread
      counts.merge("visits", 1, Integer::sum);
    }
    lock.acquire() // callback code, in the same line
        .thenAccept(
            held -> {
              try (held) {
                counts.merge("visits", 1, Integer::sum);
              }
            });
    // @end region="lock"
  }

  Wait<String> with(AsyncLock lock) {
    // @start region="with"
    Wait<String> page = lock.with(() -> fetch("/")); // gives the lock back when fetch has ended
    // @end region="with"
    return page;
  }

  Wait<String> withExecutor(AsyncLock lock, Executor eventLoop) {
    // @start region="withExecutor"
    Wait<String> page = lock.with(eventLoop, () -> fetch("/")); // fetch is called on the event loop
    // @end region="withExecutor"
    return page;
  }

  void condition(AsyncLock lock, AsyncLock.Condition notEmpty, ArrayDeque<String> items)
      throws InterruptedException {
    // @start region="condition"
    try (var held = lock.acquire().await()) {
      notEmpty.releaseUntil(held, () -> !items.isEmpty()).await(); // others get in meanwhile
      log.add(items.remove());
    }
    // @end region="condition"
  }

  void signalCondition(AsyncLock lock, AsyncLock.Condition notEmpty, ArrayDeque<String> items)
      throws InterruptedException {
    try (var held = lock.acquire().await()) {
      items.add("item");
      notEmpty.signal();
    }
  }

  Wait<String> semaphore() throws InterruptedException {
    // @start region="semaphore"
    var connections = AsyncSemaphore.bounded(10);

    try (var one = connections.acquire().await()) { // a thread
      log.add("one of ten");
    }
    Wait<String> page = connections.with(() -> fetch("/")); // callback code, in the same line
    // @end region="semaphore"
    return page;
  }

  void readWriteLock(Map<String, String> settings) throws InterruptedException {
    // @start region="readWriteLock"
    var lock = new AsyncReadWriteLock();

    try (var writing = lock.acquireWrite().await()) { // alone
      settings.put("colour", "red");
    }
    try (var reading = lock.acquireRead().await()) { // together with other readers
      log.add(settings.get("colour"));
    }
    // @end region="readWriteLock"
  }

  void event() {
    // @start region="event"
    var ready = new AsyncEvent();

    ready.whenSet().thenRun(() -> log.add("it is ready"));
    ready.set(); // lets everyone go on who waits
    // @end region="event"
  }

  void signal() {
    // @start region="signal"
    var changed = new AsyncCondition();

    changed.whenSignalled().thenRun(() -> log.add("something changed"));
    changed.signalAll();
    // @end region="signal"
  }

  void wakeUp() {
    // @start region="wakeUp"
    var work = new AsyncSignal();

    work.signal(); // nobody waits: it is remembered,
    work.signal(); // once
    work.take().thenRun(() -> log.add("there is work"));
    work.take().thenRun(() -> log.add("there is more work")); // waits for the next
    // @end region="wakeUp"
  }

  void latch() {
    // @start region="latch"
    var started = new AsyncLatch(2);

    started.whenZero().thenRun(() -> log.add("both have started"));
    started.countDown();
    started.countDown();
    // @end region="latch"
  }

  Wait<String> lazy() {
    // @start region="lazy"
    var config = new AsyncLazy<>(() -> fetch("/config")); // not yet

    config.get().thenAccept(log::add); // fetches it
    Wait<String> same = config.get(); // waits for the same fetch; later ones have it at once
    // @end region="lazy"
    return same;
  }

  Wait<String> flight() {
    // @start region="flight"
    var pages = new SingleFlight<String, String>();

    Wait<String> mine = pages.run("/", () -> fetch("/"));
    Wait<String> theirs = pages.run("/", () -> fetch("/")); // the same fetch, if it is under way
    // @end region="flight"
    return Wait.all(List.of(mine, theirs)).thenApply(both -> String.join(", ", both));
  }

  void keyed(Map<String, Integer> balances) throws Exception {
    // @start region="keyed"
    var accounts = new AsyncKeyedLock<String>();

    try (var held = accounts.acquire("ann").await()) { // a thread
      balances.merge("ann", 5, Integer::sum);
    }
    accounts.with("bob", () -> fetch("/balances/bob")); // callback code, and another key
    // @end region="keyed"
  }

  void barrier() {
    // @start region="barrier"
    var round = new AsyncBarrier(2);

    round.arrive().thenAccept(place -> log.add("white at " + place));
    round.arrive().thenAccept(place -> log.add("black at " + place)); // lets both go on
    // @end region="barrier"
  }

  Wait<Void> tracker() {
    // @start region="tracker"
    var requests = new AsyncTracker();

    requests.with(() -> fetch("/")); // or: try (var inside = requests.enter()) { ... }

    requests.close(); // no more of them
    var done = requests.whenDone(); // those in flight have ended
    // @end region="tracker"
    return done;
  }

  void result() {
    // @start region="result"
    var answer = new AsyncResult<Integer>();

    answer.whenDone().thenAccept(value -> log.add("the answer is " + value));
    answer.set(42);
    // @end region="result"
  }

  void queue() throws InterruptedException {
    // @start region="queue"
    AsyncQueue<String> queue = AsyncQueue.bounded(3);

    var worker = queue.forEach(item -> work(item)); // one at a time, until the queue is closed
    for (int i = 0; i < 10; i++) {
      queue.put("item " + i).await(); // waits while the queue is full
    }
    queue.whenDone().await(); // the last item is done
    queue.close();
    worker.await();
    // @end region="queue"
  }

  void slot(AsyncQueue<String> queue) throws InterruptedException {
    // @start region="slot"
    try (Slot<String> slot = queue.reserve().await()) { // waits while the queue is full
      slot.put(
          "made for "
              + queue.size()); // never waits; if there is nothing to put, the room goes back
    }
    // @end region="slot"
  }

  void lease(AsyncQueue<String> queue) throws InterruptedException {
    // @start region="lease"
    try (Lease<String> lease = queue.lease().await()) {
      log.add("handled " + lease.item()); // if this throws, the item goes back to its place
      lease.done();
    }
    // @end region="lease"
  }

  void select(AsyncQueue<String> orders, AsyncEvent stopping) throws InterruptedException {
    // @start region="select"
    Clause<String> order = Clause.take(orders);
    Clause<Void> stop = Clause.whenSet(stopping);
    Clause<Void> idle = Clause.after(Duration.ofSeconds(1));
    Select select = Select.ordered(stop, order, idle);
    while (true) {
      Selected won = select.select().await();
      if (won.is(stop)) {
        break;
      } else if (won.is(order)) {
        log.add("handled " + won.get(order));
      } else {
        log.add("nothing for a second");
      }
    }
    // @end region="select"
  }

  static CompletableFuture<String> fetch(String path) {
    return CompletableFuture.supplyAsync(() -> "page " + path);
  }

  private CompletableFuture<Void> work(String item) {
    return CompletableFuture.runAsync(() -> log.add("worked on " + item));
  }
}

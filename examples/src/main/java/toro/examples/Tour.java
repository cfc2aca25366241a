package toro.examples;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Wait;

/** The short pieces of the README, each of them compiled and run. */
public final class Tour {
  private static final Map<String, List<String>> SITE =
      Map.of("/", List.of("/a", "/b"), "/a", List.of("/c"), "/b", List.of(), "/c", List.of());

  private Tour() {}

  public static void main(String[] args) throws Exception {
    alone();
    neverMoreThanTwo();
    endWithTheLast();
    limits();
    eventLoop();
  }

  private static void alone() throws InterruptedException {
    var lock = new AsyncLock();
    // @start region=alone
    try (var held = lock.acquire().await()) { // a thread, virtual or platform
      System.out.println("a thread is alone");
    } // the next in line has the lock now
    var page = lock.with(() -> fetch("/")); // a callback chain, in the same line
    // @end region=alone
    System.out.println("a callback chain was alone, and got " + page.join());
  }

  private static void neverMoreThanTwo() throws InterruptedException {
    // @start region=two
    var connections = AsyncSemaphore.bounded(2);
    var pages = IntStream.range(0, 5).mapToObj(i -> connections.with(() -> fetch("/" + i)));
    var texts = Wait.all(pages.toList()).await(); // two at a time, in the order of asking
    // @end region=two
    System.out.println(texts.size() + " pages came; free again: " + connections.available());
  }

  private static void endWithTheLast() throws InterruptedException {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    // @start region=last
    queue.offer("/");
    var spider = queue.forEach(page -> links(page).thenAccept(all -> all.forEach(queue::offer)));
    queue.whenDone().await(); // the page, the pages it links to, the pages that those link to, ...
    // @end region=last
    queue.close();
    spider.await();
    System.out.println("every page is done, and so is the spider");
  }

  private static void limits() throws InterruptedException {
    var lock = new AsyncLock();
    var limit = Duration.ofMillis(20);
    var held = lock.acquire().await();
    // @start region=limits
    var turn = lock.acquire().within(limit); // callback code: fails with a TimeoutException
    try {
      lock.acquire().await(limit); // a thread: throws it
    } catch (TimeoutException e) {
      System.out.println("gave up, and took nothing");
    }
    // @end region=limits
    var gaveUp = turn.handle((permit, failure) -> failure instanceof TimeoutException);
    System.out.println("the other one gave up as well: " + gaveUp.join());
    held.close(); // not before: the two limits pass at about the same time
    System.out.println(lock.isHeld() ? "a permit was lost" : "nobody has the lock");
  }

  private static void eventLoop() throws Exception {
    var lock = new AsyncLock();
    try (var eventLoop = Executors.newSingleThreadExecutor()) {
      // @start region=event-loop
      var page = lock.with(eventLoop, () -> fetch("/")); // fetch is called on the event loop
      var shown = page.thenAcceptAsync(text -> System.out.println("there came " + text), eventLoop);
      // @end region=event-loop
      shown.join();
    }
  }

  private static CompletableFuture<List<String>> links(String page) {
    return CompletableFuture.supplyAsync(() -> SITE.get(page));
  }

  private static CompletableFuture<String> fetch(String path) {
    return CompletableFuture.supplyAsync(() -> "page " + path);
  }
}

package toro.examples;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import toro.AsyncLock;
import toro.Wait;

/**
 * A callback chain, a virtual thread and a platform thread fetch pages from one server, and take
 * turns on one lock: never two requests at once, and first come, first served.
 */
public final class ThreeKinds {
  private static final int PAGES = 3;

  private final AsyncLock lock = new AsyncLock();
  private final PageServer server;
  private final HttpClient client;
  private final long start = System.nanoTime();
  private final List<String> asked = new ArrayList<>(); // under its own monitor
  private final List<String> held = new ArrayList<>(); // by whoever holds the lock

  private ThreeKinds(PageServer server, HttpClient client) {
    this.server = server;
    this.client = client;
  }

  public static void main(String[] args) throws Exception {
    try (var server = new PageServer();
        var client = HttpClient.newHttpClient()) {
      new ThreeKinds(server, client).run();
    }
  }

  private void run() throws Exception {
    try (var virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
        var platformThreads = Executors.newSingleThreadExecutor()) {
      var permit = lock.acquire().await(); // the line forms while nobody else can get in
      var callbacks = chain(1);
      awaitAsked(1);
      var virtual = virtualThreads.submit(() -> thread("virtual thread"));
      awaitAsked(2);
      var platform = platformThreads.submit(() -> thread("platform thread"));
      awaitAsked(3);
      permit.close();
      int requests = callbacks.get() + virtual.get() + platform.get();

      System.out.println(requests + " requests, at most " + server.mostInFlight() + " at once");
      System.out.println("served in the order of asking: " + held.equals(asked));
    }
  }

  /** The callback chain: it never blocks a thread, and asks again when its page has come. */
  private Wait<Integer> chain(int page) {
    var who = "callback chain";
    return ask(who, () -> lock.with(() -> fetch(who, page)))
        .thenCompose(
            done -> page < PAGES ? chain(page + 1) : CompletableFuture.completedFuture(PAGES));
  }

  private CompletableFuture<Void> fetch(String who, int page) {
    long since = millis();
    return client
        .sendAsync(server.get("/" + page), BodyHandlers.ofString())
        .thenAccept(response -> report(who, since, response));
  }

  /** The threads: the same code for both kinds. */
  private int thread(String who) throws IOException, InterruptedException {
    for (int page = 1; page <= PAGES; page++) {
      try (var permit = ask(who, lock::acquire).await()) {
        long since = millis();
        report(who, since, client.send(server.get("/" + page), BodyHandlers.ofString()));
      }
    }
    return PAGES;
  }

  /** Asks for the lock and notes who asked, in one step; asking never blocks. */
  private <W> W ask(String who, Supplier<W> request) {
    synchronized (asked) {
      asked.add(who);
      asked.notifyAll();
      return request.get();
    }
  }

  private void awaitAsked(int times) throws InterruptedException {
    synchronized (asked) {
      while (asked.size() < times) {
        asked.wait();
      }
    }
  }

  /** Called by the holder of the lock only, which is what makes a plain list safe here. */
  private void report(String who, long since, HttpResponse<String> response) {
    held.add(who);
    System.out.printf(
        "%4d to %4d ms  %-15s  %s  %d%n",
        since, millis(), who, response.uri().getPath(), response.statusCode());
  }

  private long millis() {
    return (System.nanoTime() - start) / 1_000_000;
  }
}

package toro.examples.shutdown;

import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncEvent;

/** What is to be polled, and what has come of it. */
final class Polls {
  private final HttpRequest request;
  private final Duration pause;
  private final int limit;
  private final PrintWriter out;
  private final AsyncEvent stop = new AsyncEvent().named("stop");
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean over; // by who ends the program

  /**
   * @param pause between two requests
   * @param limit how many requests there will be
   */
  Polls(HttpRequest request, Duration pause, int limit, PrintWriter out) {
    this.request = request;
    this.pause = pause;
    this.limit = limit;
    this.out = out;
  }

  HttpRequest request() {
    return request;
  }

  Duration pause() {
    return pause;
  }

  /** Set when the poller is to stop: by Ctrl-C, or while the last request is under way. */
  AsyncEvent stop() {
    return stop;
  }

  /** A request begins now. */
  Poll begin() {
    int number = begun.incrementAndGet();
    if (number == limit) {
      stop.set();
    }
    return new Poll(number, System.nanoTime());
  }

  void print(String line) {
    out.println(line);
    out.flush();
  }

  /** Ends it all: a request that ends from now on was cut off. */
  String end() {
    over = true;
    int completed = ended.get();
    int cutOff = begun.get() - completed;
    return begun + " requests begun, " + completed + " ended, " + cutOff + " cut off";
  }

  /** One request. */
  final class Poll {
    private final int number;
    private final long start;

    private Poll(int number, long start) {
      this.number = number;
      this.start = start;
    }

    String answered(HttpResponse<String> response) {
      return end(response.statusCode() + ", " + response.body().length() + " characters");
    }

    String failed(Throwable failure) {
      return end("failed: " + failure);
    }

    private String end(String how) {
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      var line = "poll " + number + ": " + how + ", in " + millis + " ms";
      if (!over) {
        ended.incrementAndGet();
        print(line);
      }
      return line;
    }
  }
}

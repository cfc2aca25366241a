package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.AsyncQueue;

/** Many requests at once, of which many are given up at any moment: none is lost, none stays. */
@Timeout(120)
class WebClientSoakTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final List<String> TARGETS =
      List.of("/length", "/chunks", "/closes", "/drops", "/silent", "/half");

  @AutoClose private final RawServer server = new RawServer();
  @AutoClose private final WebClient client = new WebClient(LONG);
  private final AsyncQueue<String> endless = AsyncQueue.unbounded(); // exchanges that only we end
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void ask_manyThatAreGivenUpAnywhere_noneIsLostAndNoneStays() throws Exception {
    server.bytes("/length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    server.bytes(
        "/chunks",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
    server.lastBytes("/closes", "HTTP/1.1 200 OK\r\n\r\nhello");
    server.on("/drops", RawServer.Connection::close);
    server.on("/silent", connection -> awaitHangUp(connection, ""));
    server.on(
        "/half",
        connection -> awaitHangUp(connection, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int task = 0; task < 50; task++) {
        var random = new Random(task);
        threads.execute(() -> askManyTimes(random));
      }
    }
    assertEquals(List.of(), List.copyOf(wrong));
    endless.whenDone().await(LONG); // each has seen us hang up
  }

  private void awaitHangUp(RawServer.Connection connection, String beginning) {
    endless.offer("one more");
    try {
      connection.send(beginning);
      while (connection.read() >= 0) {}
    } catch (IOException reset) {
      // is a way to hang up
    }
    endless.poll();
    endless.taskDone();
  }

  private void askManyTimes(Random random) {
    for (int i = 0; i < 100; i++) {
      var target = TARGETS.get(random.nextInt(TARGETS.size()));
      try {
        ask(target, random);
      } catch (CancellationException | CompletionException e) {
        // it was given up, or dropped
      } catch (Exception | AssertionError e) {
        wrong.add(target + ": " + e);
      }
    }
  }

  private void ask(String target, Random random) throws Exception {
    var request = WebRequest.of("GET", Url.parse(server.url(target)), new Fields(List.of()));
    var answer = client.ask(request);
    if (random.nextInt(3) == 0) {
      for (int spin = random.nextInt(100_000); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      answer.cancel(false);
    }
    try (var response = answer.await(target.equals("/silent") ? SHORT : LONG)) {
      int bytes = 0;
      var limit = target.equals("/half") ? SHORT : LONG;
      for (ByteBuffer piece; (piece = response.read(limit)) != null; ) {
        bytes += piece.remaining();
      }
      assertEquals(5, bytes, target);
    } catch (TimeoutException e) {
      if (!target.equals("/silent") && !target.equals("/half")) {
        throw e;
      }
    }
  }
}

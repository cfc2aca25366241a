package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Many clients read pages that come piece by piece: some at once, some slowly, some not to the end;
 * and some pages break off. Whoever gets a whole page gets one that was sent as a whole.
 */
class StreamingSoakTest {
  private static final int CLIENTS = 100;
  private static final int PAGES = 8;
  private static final int LARGE = 300_000; // larger than what is kept
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("toro.soak.seconds", 5));

  private final AtomicInteger edition = new AtomicInteger();
  private final LongAdder whole = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder left = new LongAdder();

  @Test
  void pages_thatComePieceByPiece_areNeverMixedUpOrTakenForWholeOnes() throws Exception {
    try (var rig = new Rig();
        var server = new RawServer(this::serve)) {
      rig.visitTogether(CLIENTS, TIME, random -> visit(rig, server, random));
      assertTrue(whole.sum() > CLIENTS, () -> whole + " whole pages");
      assertTrue(broken.sum() > CLIENTS, () -> broken + " broke off");
      assertTrue(left.sum() > CLIENTS, () -> left + " left");
      assertTrue(rig.proxy.counters().of(CacheStatus.JOINED) > CLIENTS, rig.proxy::status);
      assertTrue(rig.proxy.cache().counts().bytes() <= Rig.SETTINGS.cacheSize());
      rig.proxy.close(); // returns when none of its threads is left
    }
  }

  /** Each edition is a page of its own number, over and over; every third breaks off. */
  private void serve(RawServer.Call call) throws IOException {
    int number = edition.incrementAndGet();
    var random = new Random(number);
    int page = Integer.parseInt(call.head().replaceFirst("(?s)GET /(\\d+) .*", "$1"));
    var body = body(number, page % 4 == 3 ? LARGE : 10 + random.nextInt(90_000));
    boolean isInChunks = page % 2 == 0;
    var start = "HTTP/1.1 200 OK\r\nCache-Control: max-age=" + random.nextInt(2) + "\r\n";
    call.send(
        start + (isInChunks ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length()));
    call.send("\r\n\r\n");
    boolean breaksOff = number % 3 == 0;
    int end = breaksOff ? random.nextInt(body.length()) : body.length();
    for (int from = 0; from < end; ) {
      var piece = body.substring(from, Math.min(end, from + 1 + random.nextInt(20_000)));
      var unused = isInChunks ? call.chunk(piece) : call.send(piece);
      from += piece.length();
      Thread.yield();
    }
    if (breaksOff) {
      call.close();
    } else if (isInChunks) {
      call.lastChunk();
    }
  }

  private static String body(int number, int length) {
    return (number + " ").repeat(length / 2 + 1).substring(0, length);
  }

  private void visit(Rig rig, RawServer server, Random random) throws IOException {
    try (var client = rig.raw()) {
      client.get(server.uri("/" + random.nextInt(PAGES)));
      var head = client.head();
      int most = random.nextInt(4) == 0 ? random.nextInt(50_000) : Integer.MAX_VALUE;
      var body = new StringBuilder();
      boolean isWhole;
      try {
        isWhole = read(client, head, body, most);
      } catch (IOException | NumberFormatException cutOff) {
        broken.increment();
        return;
      }
      if (isWhole) {
        int number = Integer.parseInt(body.substring(0, body.indexOf(" ")));
        assertTrue(number % 3 != 0, "edition " + number + " broke off");
        assertEquals(body(number, body.length()), body.toString());
        whole.increment();
      } else {
        left.increment();
      }
    }
  }

  /** Reads an answer; false if it is enough. */
  private static boolean read(RawClient client, RawClient.Answer head, StringBuilder body, int most)
      throws IOException {
    var length = head.fields().get("content-length");
    while (body.length() < most) {
      var piece =
          length == null
              ? client.chunk()
              : client.text(Math.min(10_000, Integer.parseInt(length) - body.length()));
      body.append(piece);
      if (piece.isEmpty()) {
        return true;
      }
      Thread.yield();
    }
    return false;
  }
}

package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Many clients, of whom many hang up in the middle. */
class ProxySoakTest {
  private static final int CLIENTS = 200;
  private static final int PAGES = 20;
  private static final int LARGE = 150_000; // larger than what is kept
  private static final Duration TIME = Duration.ofSeconds(30);

  private final LongAdder answers = new LongAdder();
  private final LongAdder hangUps = new LongAdder();
  private final AtomicInteger[] inFlight = new AtomicInteger[PAGES];
  private final AtomicInteger mostInFlight = new AtomicInteger();

  @Test
  void clients_thatHangUpAtRandom_breakNothingForTheOthersAndLeaveNothingBehind() throws Exception {
    try (var rig = new Rig()) {
      for (int page = 0; page < PAGES; page++) {
        int number = page;
        inFlight[page] = new AtomicInteger();
        rig.on("/" + page + "-", exchange -> serve(exchange, number));
      }
      rig.visitTogether(CLIENTS, TIME, random -> visit(rig, random));
      assertTrue(answers.sum() > CLIENTS, () -> answers + " answers");
      assertTrue(hangUps.sum() > CLIENTS, () -> hangUps + " hung up");
      assertEquals(1, mostInFlight.get(), "fetches of one page at once");
      assertTrue(rig.proxy.cache().counts().bytes() <= Rig.SETTINGS.cacheSize());
      for (int page = 0; page < PAGES; page++) {
        try (var client = rig.raw()) {
          ask(rig, client, page);
          check(client, page);
        }
      }
      rig.proxy.close(); // returns when none of its threads is left
    }
  }

  /** Every fifth page is too large to be kept, every seventh fails, and all are slow. */
  private void serve(HttpExchange exchange, int page) throws Exception {
    int together = inFlight[page].incrementAndGet();
    if (!isLarge(page) && !isFailing(page)) {
      mostInFlight.accumulateAndGet(together, Math::max);
    }
    assertTrue(!new CountDownLatch(1).await(1 + page, TimeUnit.MILLISECONDS));
    var body = isLarge(page) ? "x".repeat(LARGE) : "page " + page;
    exchange.getResponseHeaders().add("Cache-Control", "max-age=" + page % 2);
    inFlight[page].decrementAndGet();
    Rig.reply(exchange, isFailing(page) ? 500 : 200, body);
  }

  private static boolean isLarge(int page) {
    return page % 5 == 4;
  }

  private static boolean isFailing(int page) {
    return page % 7 == 6;
  }

  private void visit(Rig rig, Random random) throws IOException {
    int page = random.nextInt(PAGES);
    try (var client = rig.raw()) {
      switch (random.nextInt(6)) {
        case 0 -> client.send("GET http://127.0.0.1"); // hangs up in the request
        case 1 -> ask(rig, client, page); // hangs up while it waits
        case 2 -> { // hangs up in the answer
          ask(rig, client, page);
          client.text(20);
        }
        default -> {
          for (int i = random.nextInt(3); i >= 0; i--) {
            ask(rig, client, page);
            check(client, page);
          }
          return;
        }
      }
      hangUps.increment();
    }
  }

  private static void ask(Rig rig, RawClient client, int page) throws IOException {
    client.get(rig.uri("/" + page + "-"));
  }

  private void check(RawClient client, int page) throws IOException {
    var answer = client.answer();
    assertEquals(isFailing(page) ? 500 : 200, answer.status());
    assertEquals(isLarge(page) ? "x".repeat(LARGE) : "page " + page, answer.body());
    answers.increment();
  }
}

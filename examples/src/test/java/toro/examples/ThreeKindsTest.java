package toro.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import toro.examples.cli.Child;

class ThreeKindsTest {
  private static final List<String> KINDS =
      List.of("callback chain", "virtual thread", "platform thread");

  @Test
  void main_threeKindsOfUsers_takeTurnsInTheOrderOfAskingNeverTwoAtOnce() throws Exception {
    var lines = Child.linesOf(ThreeKinds.class);
    assertEquals(11, lines.size(), lines::toString);
    assertEquals("9 requests, at most 1 at once", lines.get(9));
    assertEquals("served in the order of asking: true", lines.get(10));

    var turns = lines.subList(0, 9).stream().map(ThreeKindsTest::kind).toList();
    assertEquals(KINDS, turns.subList(0, 3), "the first three turns");
    for (var kind : KINDS) {
      assertEquals(3, turns.stream().filter(kind::equals).count(), kind);
    }
    for (var line : lines.subList(0, 9)) {
      assertTrue(line.matches(" *\\d+ to +\\d+ ms  [a-z ]+  /[123]  200"), line);
    }
  }

  @Test
  void pageServer_withoutALock_countsRequestsThatOverlap() throws Exception {
    try (var server = new PageServer();
        var client = HttpClient.newHttpClient()) {
      for (int attempt = 0; attempt < 500 && server.mostInFlight() < 2; attempt++) {
        var both =
            Stream.of("/1", "/2")
                .map(path -> client.sendAsync(server.get(path), BodyHandlers.ofString()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(both).get(30, TimeUnit.SECONDS);
      }
      assertEquals(2, server.mostInFlight());
    }
  }

  private static String kind(String line) {
    return KINDS.stream().filter(line::contains).findFirst().orElse(line);
  }
}

package toro.examples.shutdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import toro.examples.cli.Child;
import toro.examples.cli.Outcome;

class GracefulShutdownTest {
  @Test
  void coroutine_interruptedInARequest_endsAfterIt() throws Exception {
    assertNoRequestIsCutOff();
  }

  @Test
  void callbacks_interruptedInARequest_endAfterIt() throws Exception {
    assertNoRequestIsCutOff("--callbacks");
  }

  private static void assertNoRequestIsCutOff(String... options) throws Exception {
    try (var server = new WatchfulServer(3);
        var program = start(server, options)) {
      server.awaitSlow();
      int expected = program.interrupt();
      program.awaitLine("shutting down");
      assertTrue(program.isAlive());
      assertEquals(0, server.counts().getLast());
      server.release();
      assertEquals(expected, program.status());
      assertEquals("3 requests begun, 3 ended, 0 cut off", program.lines().getLast());
      server.awaitEnd();
      assertEquals(List.of(3, 3, 0), server.counts());
    }
  }

  @Test
  void coroutine_requestThatTakesTooLong_isCutOffAndCounted() throws Exception {
    assertCutOffAfterTheGrace();
  }

  @Test
  void callbacks_requestThatTakesTooLong_isCutOffAndCounted() throws Exception {
    assertCutOffAfterTheGrace("--callbacks");
  }

  private static void assertCutOffAfterTheGrace(String... options) throws Exception {
    var all = Stream.concat(Stream.of(options), Stream.of("--grace", "300ms"));
    try (var server = new WatchfulServer(2);
        var program = start(server, all.toArray(String[]::new))) {
      server.awaitSlow();
      int expected = program.interrupt();
      assertEquals(expected, program.status());
      assertEquals("2 requests begun, 1 ended, 1 cut off", program.lines().getLast());
      server.release();
      server.awaitEnd();
      assertEquals(List.of(2, 1, 1), server.counts());
    }
  }

  private static Child start(WatchfulServer server, String... options) throws Exception {
    var args =
        Stream.concat(Stream.of(server.uri().toString(), "--every", "5ms"), Stream.of(options));
    return Child.start(GracefulShutdown.class, args.toArray(String[]::new));
  }

  @Test
  void withoutUrl_pollsItsOwnServerAndEndsByItself() {
    for (var args : new String[][] {{}, {"--callbacks"}}) {
      var outcome = Outcome.of(new GracefulShutdown(), args);
      var lines = outcome.out().lines().toList();
      assertEquals(0, outcome.status(), outcome::err);
      assertEquals(8, lines.size(), lines::toString);
      assertTrue(lines.get(1).startsWith("poll 1: 200, 11 characters, in "), lines::toString);
      assertEquals("shutting down", lines.get(5));
      assertTrue(lines.get(6).startsWith("poll 5: 200, 11 characters, in "), lines::toString);
      assertEquals("5 requests begun, 5 ended, 0 cut off", lines.get(7));
    }
  }

  @Test
  void server_thatIsNotThere_isToldAndPolledAgain() {
    for (var option : new String[] {"--every=1ms", "--callbacks"}) {
      var outcome = Outcome.of(new GracefulShutdown(), "http://127.0.0.1:1/", "--polls=3", option);
      assertEquals(0, outcome.status(), outcome::err);
      var polls = outcome.out().lines().filter(line -> line.startsWith("poll ")).toList();
      assertEquals(3, polls.size(), outcome::out);
      assertTrue(polls.getFirst().contains("failed: java.net.ConnectException"), outcome::out);
    }
  }

  @Test
  void help_tellsEveryOption() {
    var help = Outcome.of(new GracefulShutdown(), "--help");
    assertEquals(0, help.status());
    for (var option : new String[] {"URL", "--every", "--polls", "--grace", "--callbacks"}) {
      assertTrue(help.out().contains(option), option);
    }
  }

  @Test
  void badArguments_endItWithStatus2AndOneLineThatNamesThem() {
    var lines =
        List.of(
            "ftp://a/",
            "page.html",
            "http://a:b/",
            "--every soon",
            "--polls -1",
            "--polls x",
            "--grace -1s",
            "--unknown",
            "http://a/ http://b/",
            "--every");
    for (var line : lines) {
      var outcome = Outcome.of(new GracefulShutdown(), line.split(" "));
      assertEquals(2, outcome.status(), line);
      assertEquals("", outcome.out());
      assertEquals(2, outcome.err().lines().count(), outcome::err);
      assertTrue(outcome.err().startsWith("GracefulShutdown: "), outcome::err);
    }
  }
}

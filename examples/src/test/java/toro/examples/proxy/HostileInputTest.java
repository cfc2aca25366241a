package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Requests that are broken at random: each is read in the one way in which a plain reader by the
 * standard's letter reads it, or refused. More of them with {@code -Dtoro.hostile=1000000}.
 */
class HostileInputTest {
  private static final int ROUNDS = Integer.getInteger("toro.hostile", 20_000);
  private static final String PIECES = "0123459aAfFxX+-;:, \t\r\n\0\"=/\u00e9";

  @Test
  void chunks_brokenAtRandom_areRefusedOrReadByTheLetter() throws Exception {
    var random = new Random(7);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var sent = broken("5\r\npages\r\na;x=y\r\n0123456789\r\n0\r\nX: y\r\n\r\nrest", random);
      var in = new ClientInput(input(sent));
      String body;
      try {
        body = new String(new BodyInChunks(in).readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (Refusal | EOFException refused) {
        continue;
      }
      read++;
      var rest = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertEquals(byTheLetter(sent), body + "|" + rest, () -> escaped(sent));
    }
    assertTrue(read > ROUNDS / 100, read + " of them could be read");
  }

  /** Body and rest, if the size lines have no surprises in them. */
  private static String byTheLetter(String sent) {
    var body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = sent.indexOf("\r\n", at);
      int size = Integer.parseUnsignedInt(sent.substring(at, end).split("[; \t]")[0], 16);
      at = end + 2;
      if (size == 0) {
        break;
      }
      body.append(sent, at, at + size);
      assertEquals("\r\n", sent.substring(at + size, at + size + 2));
      at += size + 2;
    }
    for (int end; (end = sent.indexOf('\n', at)) >= 0; at = end + 1) {
      if (sent.substring(at, end).matches("\r?")) {
        return body + "|" + sent.substring(end + 1);
      }
    }
    throw new AssertionError("no end: " + escaped(sent));
  }

  @Test
  void heads_brokenAtRandom_areRefusedOrSentOnWithoutSurprises() throws Exception {
    var random = new Random(8);
    int read = 0;
    var head =
        "POST http://a/b?c HTTP/1.1\r\nHost: a:80\r\nContent-Length: 5\r\n"
            + "Cache-Control: max-age=5, x=\"a, b\"\r\nVary: a, b\r\nExpires: 0\r\n\r\npages";
    for (int round = 0; round < ROUNDS; round++) {
      var sent = broken(head, random);
      try (var socket = new FakeSocket(input(sent))) {
        var request = new RequestReader(socket, Duration.ofSeconds(30)).next();
        if (request == null) {
          continue;
        }
        read++;
        for (var field : request.fields().all()) {
          var line = field.name() + field.value();
          assertTrue(line.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0), line);
          assertTrue(field.name().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), field.name());
        }
        assertTrue(request.length() >= Request.UNKNOWN);
        var otherwise = Duration.ofSeconds(1);
        var terms =
            CacheRules.terms(request.fields(), 200, request.fields(), otherwise, Duration.ZERO);
        assertTrue(terms.isEmpty() || !terms.get().lifetime().isNegative());
        assertTrue(!CacheRules.wanted(request).maxAge().isNegative());
        assertTrue(Target.of(request).sent().matches("/[\\x21-\\x7e]*"), () -> escaped(sent));
      } catch (Refusal | EOFException refused) {
        // that is right, too
      }
    }
    assertTrue(read > ROUNDS / 100, read + " of them could be read");
  }

  private static String broken(String text, Random random) {
    var broken = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(broken.length());
      var piece = PIECES.charAt(random.nextInt(PIECES.length()));
      switch (random.nextInt(4)) {
        case 0 -> broken.insert(at, piece);
        case 1 -> broken.setCharAt(at, piece);
        case 2 -> broken.deleteCharAt(at);
        default -> broken.insert(at, broken.substring(at, Math.min(broken.length(), at + 9)));
      }
    }
    return broken.toString();
  }

  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String escaped(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }

  /** Only to be read from. */
  private static final class FakeSocket extends Socket {
    private final InputStream in;

    FakeSocket(InputStream in) {
      this.in = in;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return in;
    }
  }
}

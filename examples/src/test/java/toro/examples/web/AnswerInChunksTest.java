package toro.examples.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in chunks: read as RFC 9112, 7.1 says, or refused. */
@Timeout(60)
class AnswerInChunksTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String SIZE = "[0-9a-fA-F]{1,15}([ \t]*;[\t -~\u0080-\u00ff]*)?";
  private static final String FIELD = "[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*";
  private static final String BYTES = " \t\r\n+-0123456789abfABFx;:\"\0\u00e9";
  private static final int MUTATIONS = 2_000;

  private final RawServer server = new RawServer();
  private final WebClient client = new WebClient(LONG, null, new TestNames());

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private WebResponse ask(String method) throws Exception {
    var request = WebRequest.of(method, Url.parse(server.url("/")), new Fields(List.of()));
    return client.ask(request).await(LONG);
  }

  private String body() throws Exception {
    return body("GET");
  }

  private String body(String method) throws Exception {
    try (var response = ask(method)) {
      var bytes = new ByteArrayOutputStream();
      for (ByteBuffer piece; (piece = response.read(LONG)) != null; ) {
        bytes.write(piece.array(), piece.position(), piece.remaining());
      }
      return bytes.toString(ISO_8859_1);
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException failure ? failure : e;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+4\r\npage\r\n0\r\n\r\n",
        "-4\r\npage\r\n0\r\n\r\n",
        " 4\r\npage\r\n0\r\n\r\n",
        "4 \r\npage\r\n0\r\n\r\n",
        "\t4\r\npage\r\n0\r\n\r\n",
        "0x4\r\npage\r\n0\r\n\r\n",
        "4_\r\npage\r\n0\r\n\r\n",
        "4,4\r\npage\r\n0\r\n\r\n",
        "\r\npage\r\n0\r\n\r\n",
        ";a=b\r\npage\r\n0\r\n\r\n",
        "10000000000000004\r\npage\r\n0\r\n\r\n",
        "4\npage\r\n0\r\n\r\n",
        "4\rpage\r\n0\r\n\r\n",
        "4\r\r\npage\r\n0\r\n\r\n",
        "4;a=\u0000\r\npage\r\n0\r\n\r\n",
        "4;a=\rb\r\npage\r\n0\r\n\r\n",
        "4\r\npage\n0\r\n\r\n",
        "4\r\npage0\r\n\r\n",
        "4\r\npages\r\n0\r\n\r\n",
        "4\r\npage\r\n\r\n0\r\n\r\n",
        "4\r\npage\r\n0\n\r\n",
        "4\r\npage\r\n0\r\n\n",
        "4\r\npage\r\n0\r\nX: y\n\r\n",
        "4\r\npage\r\n0\r\nX : y\r\n\r\n",
        "4\r\npage\r\n0\r\nnone\r\n\r\n",
        "4\r\npage\r\n0\r\nX: y\r\n z\r\n\r\n",
        "4\r\npage\r\n0\r\nX: y\u0000\r\n\r\n"
      })
  void chunks_thatCanBeReadInTwoWays_areRefused(String chunks) {
    server.bytes("/", HEAD + chunks);
    assertInstanceOf(BadMessage.class, assertThrows(IOException.class, this::body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4\r\npage\r\n0\r\n\r\n",
        "0004\r\npage\r\n000\r\n\r\n",
        "4;a=b;c=\"d \u00e9\"\r\npage\r\n0;end\r\n\r\n",
        "4 ; a\r\npage\r\n0\r\n\r\n",
        "1\r\np\r\n3\r\nage\r\n0\r\nX: y\r\nZ:\r\n\r\n"
      })
  void chunks_asTheyShouldBe_areReadAndTheConnectionIsUsedAgain(String chunks) throws Exception {
    server.bytes("/", HEAD + chunks);
    for (int i = 0; i < 3; i++) {
      assertEquals("page", body());
    }
    assertEquals(1, server.connections());
  }

  /** What comes before the chunks, or before the next answer, is not to hide how that is framed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\t,\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked,\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: , chunked\r\n\r\n",
        " HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "\tHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1  103 Early Hints\r\n\r\n" + HEAD,
        "HTTP/1.10 103 Early Hints\r\n\r\n" + HEAD,
        "none\r\n" + HEAD
      })
  void chunks_afterAnOddHead_areNotReadLaxly(String head) {
    server.bytes("/", head + "4 \r\npage\r\n0\r\n\r\n");
    assertInstanceOf(BadMessage.class, assertThrows(IOException.class, this::body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1  204 No Content\r\n\r\n",
        "HTTP/1.10 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n 4\r\n\r\npage"
      })
  void answer_thatCanBeReadInTwoWays_isRefused(String answer) {
    server.bytes("/", answer);
    assertInstanceOf(BadMessage.class, assertThrows(IOException.class, this::body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 999 \r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 \u00e9\r\ntransfer-encoding:CHUNKED\r\nX: y\r\n Content-Length: 9\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n"
      })
  void chunks_afterAHeadThatIsReadInOneWay_areRead(String head) throws Exception {
    server.bytes("/", head + "4\r\npage\r\n0\r\n\r\n");
    assertEquals("page", body());
    assertEquals("page", body());
    assertEquals(1, server.connections());
  }

  @Test
  void chunk_ofUpperAndLowerHexDigits_isRead() throws Exception {
    server.bytes("/", HEAD + "1A\r\n" + "x".repeat(26) + "\r\n0\r\n\r\n");
    assertEquals("x".repeat(26), body());
    server.bytes("/", HEAD + "1a\r\n" + "y".repeat(26) + "\r\n0\r\n\r\n");
    assertEquals("y".repeat(26), body());
  }

  @Test
  void chunks_inTwoPiecesOfAnySize_areReadOrRefusedAllTheSame() throws Exception {
    for (String chunks : List.of("4;a\r\npage\r\n0\r\nX: y\r\n\r\n", "4 \r\npage\r\n0\r\n\r\n")) {
      String whole = "HTTP/1.1 100 Continue\r\n\r\n" + HEAD + chunks;
      for (int cut = 1; cut < whole.length(); cut++) {
        int at = cut;
        server.on(
            "/",
            connection -> {
              connection.socket().setTcpNoDelay(true);
              connection.send(whole.substring(0, at));
              connection.send(whole.substring(at));
            });
        if (chunks.startsWith("4;")) {
          assertEquals("page", body());
        } else {
          assertInstanceOf(BadMessage.class, assertThrows(IOException.class, this::body));
        }
      }
    }
  }

  @Test
  void answers_withoutABody_areNotTakenForChunks() throws Exception {
    String none = "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.bytes("/", HEAD);
    assertEquals("", body("HEAD"));
    server.bytes("/", none);
    assertEquals("", body());
    server.bytes("/", HEAD + "4\r\npage\r\n0\r\n\r\n");
    assertEquals("page", body());
    assertEquals(1, server.connections());
  }

  /** A plain reader of a whole body; null if it is to be refused, or goes on. */
  private static String reference(String chunks) {
    var body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = chunks.indexOf("\r\n", at);
      if (end < 0 || !chunks.substring(at, end).matches(SIZE)) {
        return null;
      }
      long size = Long.parseLong(chunks.substring(at, end).split("[ \t;]", 2)[0], 16);
      at = end + 2;
      if (size == 0) {
        return trailersAreFields(chunks, at) ? body.toString() : null;
      }
      if (size > chunks.length() - at - 2 || !chunks.startsWith("\r\n", at + (int) size)) {
        return null;
      }
      body.append(chunks, at, at + (int) size);
      at += (int) size + 2;
    }
  }

  /** Once the last chunk has come the body is whole, also if the server then hangs up. */
  private static boolean trailersAreFields(String chunks, int from) {
    int at = from;
    for (int end; (end = chunks.indexOf('\n', at)) >= 0; at = end + 1) {
      String line = chunks.substring(at, end);
      if (line.equals("\r")) {
        return true;
      }
      if (!line.matches(FIELD + "\r")) {
        return false;
      }
    }
    return true;
  }

  private static String shown(CharSequence bytes) {
    return bytes.toString().replace("\r", "<CR>").replace("\n", "<LF>");
  }

  @Test
  void chunks_withOneByteChanged_areReadAsTheStandardSaysOrFail() throws Exception {
    var random = new Random(7);
    String good = "4;a=b\r\npage\r\n2\r\n!!\r\n0\r\nX: y\r\n\r\n";
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      var changed = new StringBuilder(good);
      int at = random.nextInt(good.length());
      char c = BYTES.charAt(random.nextInt(BYTES.length()));
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, c);
        case 1 -> changed.insert(at, c);
        default -> changed.deleteCharAt(at);
      }
      server.lastBytes("/", HEAD + changed);
      String expected = reference(changed.toString());
      String body;
      try {
        body = body();
      } catch (IOException e) {
        body = null;
      }
      if (expected == null ? body != null : !expected.equals(body)) {
        fail("expected " + expected + " but was " + body + ": " + shown(changed));
      }
      read += body == null ? 0 : 1;
    }
    assertEquals(true, read > MUTATIONS / 20 && read < MUTATIONS * 19 / 20, "read " + read);
  }
}

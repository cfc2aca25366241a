package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.examples.web.RawServer;

/** A page that was not read never gets a clean bill. */
@Timeout(60)
class UnreadTest {
  private static final byte[] PAGE = "<a href=/missing>1</a>".getBytes(UTF_8);

  @AutoClose private final RawServer server = new RawServer();

  @BeforeEach
  void hasNoRules() {
    server.bytes("/robots.txt", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }

  private void page(String target, String fields, byte[] content) {
    server.on(
        target,
        connection -> {
          connection.send(
              "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                  + fields
                  + "Content-Length: "
                  + content.length
                  + "\r\n\r\n");
          connection.send(content);
        });
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(byte[] content, boolean headless) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(6, headless))) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private void findsTheLink(String coding, byte[] content) throws Exception {
    page("/", "Content-Encoding: " + coding + "\r\n", content);
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(), crawl.unread());
    assertEquals(List.of(server.url("/missing") + ": 404 not found"), crawl.broken());
  }

  private void isNotRead(String why) throws Exception {
    var crawl = Crawl.of(server.url("/"));
    assertEquals(List.of(server.url("/") + ": " + why), crawl.unread());
    assertEquals(1, crawl.status());
    assertTrue(crawl.text().contains("1 page was not read, or not to the end"), crawl.text());
    assertTrue(crawl.text().contains("which is not all"), crawl.text());
  }

  @Test
  void read_compressedPage_isDecoded() throws Exception {
    findsTheLink("gzip", gzip(PAGE));
    findsTheLink("X-GZIP", gzip(PAGE));
    findsTheLink("deflate", deflate(PAGE, false));
    findsTheLink("deflate", deflate(PAGE, true));
    findsTheLink("gzip, deflate", deflate(gzip(PAGE), false));
    findsTheLink("identity", PAGE);
  }

  @Test
  void read_codingThatWasNotAskedFor_isNotRead() throws Exception {
    page("/", "Content-Encoding: br\r\n", PAGE);
    isNotRead("cannot be read: compressed as 'br'");
  }

  @Test
  void read_brokenCoding_isNotRead() throws Exception {
    page("/", "Content-Encoding: gzip\r\n", PAGE);
    isNotRead("cannot be read: broken gzip data");
    var half = gzip(new byte[100_000]);
    page("/", "Content-Encoding: gzip\r\n", Arrays.copyOf(half, half.length / 2));
    isNotRead("cannot be read: broken gzip data");
    page("/", "Content-Encoding: gzip,gzip,gzip,gzip,gzip\r\n", PAGE);
    isNotRead("cannot be read: compressed 5 times");
  }

  @Test
  void read_bomb_isReadInPart() throws Exception {
    var megabyte = new byte[1 << 20];
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < 300; i++) {
        out.write(megabyte);
      }
    }
    page("/", "Content-Encoding: gzip\r\n", bytes.toByteArray());
    isNotRead("longer than --max-size, read in part");
    page("/", "Content-Encoding: gzip, gzip\r\n", gzip(bytes.toByteArray()));
    isNotRead("longer than --max-size, read in part");
  }

  @Test
  void read_tooLong_isReadInPart() throws Exception {
    var long1 = Arrays.copyOf(PAGE, 2 << 20);
    page("/", "", long1);
    var crawl = Crawl.of(server.url("/"));
    assertEquals(
        List.of(server.url("/") + ": longer than --max-size, read in part"), crawl.unread());
    assertEquals(List.of(server.url("/missing") + ": 404 not found"), crawl.broken());
  }

  @Test
  void robots_compressed_isObeyed() throws Exception {
    var rules = gzip("User-agent: *\nDisallow: /secret".getBytes(UTF_8));
    page("/robots.txt", "Content-Encoding: gzip\r\n", rules);
    page("/", "", "<a href=/secret>1</a>".getBytes(UTF_8));
    assertEquals(0, Crawl.of(server.url("/")).status());
    assertTrue(server.heads().stream().noneMatch(head -> head.contains("/secret")));
  }

  @Test
  void robots_unreadable_nothingIsChecked() throws Exception {
    page("/robots.txt", "Content-Encoding: br\r\n", PAGE);
    page("/", "", PAGE);
    var crawl = Crawl.of(server.url("/"));
    assertEquals(1, crawl.status());
    assertTrue(
        crawl.text().contains("Nothing was checked: robots.txt cannot be read: compressed as 'br'"),
        crawl.text());
    assertTrue(server.heads().stream().noneMatch(head -> head.startsWith("GET / ")));
  }
}

package toro.examples.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that answers byte by byte, and may do so wrongly. */
final class RawServer implements AutoCloseable {
  /** What it does with each request. */
  interface Handler {
    void handle(Call call) throws Exception;
  }

  private final ServerSocket listener;
  private final Handler handler;
  private final AtomicInteger asked = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  RawServer(Handler handler) throws IOException {
    this("127.0.0.1", handler);
  }

  RawServer(String address, Handler handler) throws IOException {
    this.handler = handler;
    this.listener = new ServerSocket(0, 1024, InetAddress.getByName(address));
    threads.execute(this::listen);
  }

  /** One that answers each request with the same bytes, and then hangs up. */
  static RawServer saying(String answer) throws IOException {
    return new RawServer(call -> call.send(answer).close());
  }

  private void listen() {
    try {
      while (true) {
        var socket = listener.accept();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // by close
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      while (true) {
        var head = head(socket);
        asked.incrementAndGet();
        handler.handle(new Call(socket, head));
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (Exception hungUp) {
      // the test sees what has arrived
    }
  }

  private static String head(Socket socket) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException();
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** One request, whose head has come. */
  record Call(Socket socket, String head) {
    Call send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    /** An answer with its length. */
    Call ok(String body, String... fields) throws IOException {
      return send("HTTP/1.1 200 OK\r\n" + lines(fields) + length(body) + "\r\n" + body);
    }

    /** The head of an answer of unknown length. */
    Call chunked(String... fields) throws IOException {
      return send("HTTP/1.1 200 OK\r\n" + lines(fields) + "Transfer-Encoding: chunked\r\n\r\n");
    }

    Call chunk(String text) throws IOException {
      return send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    Call lastChunk() throws IOException {
      return send("0\r\n\r\n");
    }

    private static String length(String body) {
      return "Content-Length: " + body.length() + "\r\n";
    }

    private static String lines(String... fields) {
      return fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
    }

    /** The values that the request has under this name, in lower case. */
    String field(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .reduce((one, other) -> one + " | " + other)
          .orElse("none");
    }

    /** The next bytes of the request's body. */
    String read(int count) throws IOException {
      return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Everything until the other side hangs up, in one way or the other. */
    String rest() {
      var text = new StringBuilder();
      try {
        for (int next; (next = socket.getInputStream().read()) >= 0; ) {
          text.append((char) next);
        }
      } catch (IOException reset) {
        // that, too, is an end
      }
      return text.toString();
    }

    void close() throws IOException {
      socket.close();
    }
  }

  /** How often it has been asked. */
  int asked() {
    return asked.get();
  }

  int port() {
    return listener.getLocalPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
    threads.close();
  }
}

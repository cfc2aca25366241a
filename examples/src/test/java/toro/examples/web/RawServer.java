package toro.examples.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that sends exactly the bytes that it is told to, right or wrong. */
public final class RawServer implements AutoCloseable {
  /** What to do with one request, whose head has come. */
  public interface Answering {
    void answer(Connection connection) throws IOException, InterruptedException;
  }

  /** A connection, after the head of a request. */
  public record Connection(Socket socket, String head) {
    /** One char is one byte. */
    public void send(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** The next byte of the request's body; -1 when the client has hung up. */
    public int read() throws IOException {
      return socket.getInputStream().read();
    }

    /** Hangs up. */
    public void close() throws IOException {
      socket.close();
    }
  }

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answering> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  public RawServer() {
    try {
      listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::listen);
  }

  /** Answers requests for this target. */
  public RawServer on(String target, Answering answering) {
    answers.put(target, answering);
    return this;
  }

  /** Sends these bytes, and leaves the connection open. */
  public RawServer bytes(String target, String bytes) {
    return on(target, connection -> connection.send(bytes));
  }

  /** Sends these bytes, and hangs up. */
  public RawServer lastBytes(String target, String bytes) {
    return on(
        target,
        connection -> {
          connection.send(bytes);
          connection.close();
        });
  }

  public int port() {
    return listener.getLocalPort();
  }

  public String url(String target) {
    return "http://127.0.0.1:" + port() + target;
  }

  /** The heads of all requests, in their order. */
  public BlockingQueue<String> heads() {
    return heads;
  }

  /** How many connections there were. */
  public int connections() {
    return connections.get();
  }

  private void listen() {
    try {
      while (true) {
        var socket = listener.accept();
        connections.incrementAndGet();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // as it was told to
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      for (String head; (head = head(socket.getInputStream())) != null; ) {
        heads.add(head);
        var start = head.split(" ", 3);
        var answering = start.length < 2 ? null : answers.get(start[1]);
        if (answering == null) {
          new Connection(socket, head).send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        } else {
          answering.answer(new Connection(socket, head));
        }
      }
    } catch (IOException hungUp) {
      // by one side or the other
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static @org.jspecify.annotations.Nullable String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}

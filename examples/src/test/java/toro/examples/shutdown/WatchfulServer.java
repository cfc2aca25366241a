package toro.examples.shutdown;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers at once, but for one request; and looks whether the client is still there. */
final class WatchfulServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int slow;
  private final CountDownLatch slowCame = new CountDownLatch(1);
  private final CountDownLatch slowMayGo = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();

  /**
   * @param slow the number of the request that is answered late
   */
  WatchfulServer(int slow) throws IOException {
    this.slow = slow;
    threads.execute(this::listen);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
  }

  /** Waits until the slow request is here. */
  void awaitSlow() throws InterruptedException {
    if (!slowCame.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("only " + begun + " requests came");
    }
  }

  /** Lets the slow request be answered. */
  void release() {
    slowMayGo.countDown();
  }

  /** Waits until no request is under way. */
  void awaitEnd() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (completed.get() + cutOff.get() < begun.get()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still under way: " + counts());
      }
      Thread.yield();
    }
  }

  /** How many requests came, were completed, and were cut off. */
  List<Integer> counts() {
    return List.of(begun.get(), completed.get(), cutOff.get());
  }

  private void listen() {
    try {
      while (true) {
        var connection = listener.accept();
        threads.execute(() -> serve(connection));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          answer(connection, in);
          return;
        }
      }
    } catch (InterruptedException | IOException e) {
      cutOff.incrementAndGet();
    }
  }

  private void answer(Socket connection, BufferedReader in)
      throws IOException, InterruptedException {
    if (begun.incrementAndGet() == slow) {
      slowCame.countDown();
      slowMayGo.await();
    }
    if (isThere(connection, in)) {
      var answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnews";
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      connection.setSoTimeout(60_000);
      in.read(); // its end; if the client had not read all, this would fail
      completed.incrementAndGet();
    } else {
      cutOff.incrementAndGet();
    }
  }

  private static boolean isThere(Socket connection, BufferedReader in) throws IOException {
    connection.setSoTimeout(20);
    try {
      return in.read() >= 0;
    } catch (SocketTimeoutException stillThere) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
    threads.close();
  }
}

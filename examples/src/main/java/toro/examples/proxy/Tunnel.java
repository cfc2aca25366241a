package toro.examples.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Bytes in both directions, until both sides have ended, or nothing has come for long. */
final class Tunnel {
  private static final int PIECE = 16 * 1024;

  private final Socket client;
  private final Socket server;
  private final Duration idleLimit;
  private volatile long lastMoved = System.nanoTime(); // by both directions

  Tunnel(Socket client, Socket server, Duration idleLimit) {
    this.client = client;
    this.server = server;
    this.idleLimit = idleLimit;
  }

  /**
   * Runs until the tunnel ends, and closes both sockets.
   *
   * @param fromClient what the client sends, with what it has sent already
   */
  void run(InputStream fromClient) throws IOException, InterruptedException {
    try (client;
        server) {
      client.setSoTimeout((int) idleLimit.toMillis());
      server.setSoTimeout((int) idleLimit.toMillis());
      var fromServer = server.getInputStream();
      var back = Thread.ofVirtual().name("tunnel").start(() -> pass(fromServer, client));
      pass(fromClient, server);
      back.join();
    }
  }

  /** One direction; its end is passed on, and the other direction goes on. */
  private void pass(InputStream in, Socket to) {
    var piece = new byte[PIECE];
    try {
      var out = to.getOutputStream();
      for (int count; (count = read(in, piece)) >= 0; ) {
        out.write(piece, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException broken) { // then the other direction is of no use either
      Closing.quietly(client);
      Closing.quietly(server);
    }
  }

  private int read(InputStream in, byte[] piece) throws IOException {
    while (true) {
      try {
        int count = in.read(piece);
        lastMoved = System.nanoTime();
        return count;
      } catch (SocketTimeoutException e) {
        if (System.nanoTime() - lastMoved >= idleLimit.toNanos()) {
          throw e;
        }
      }
    }
  }
}

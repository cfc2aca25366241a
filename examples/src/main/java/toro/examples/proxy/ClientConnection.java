package toro.examples.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;

/** The connection of one client: its requests, one after the other, on a thread of its own. */
final class ClientConnection implements Closeable {
  private static final System.Logger LOGGER = System.getLogger(ClientConnection.class.getName());

  /** How long a tunnel may be silent. */
  private static final Duration TUNNEL_LIMIT = Duration.ofMinutes(10);

  private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(2);

  private final Proxy proxy;
  private final Socket socket;

  ClientConnection(Proxy proxy, Socket socket) {
    this.proxy = proxy;
    this.socket = socket;
  }

  /** Serves the client until it or the proxy has had enough. */
  void serve() {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout((int) proxy.settings().limit().toMillis());
      var reader = new RequestReader(socket, proxy.settings().limit());
      var writer = new ResponseWriter(socket, proxy.settings().limit());
      boolean open = true;
      while (open) {
        open = serveNext(reader, writer);
      }
    } catch (IOException hungUp) {
      LOGGER.log(Level.DEBUG, "a client or a server hung up", hungUp);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean serveNext(RequestReader reader, ResponseWriter writer)
      throws IOException, InterruptedException {
    Request request;
    try {
      request = reader.next();
    } catch (Refusal refusal) {
      writer.text(refusal.status(), refusal.getMessage(), false, true);
      sayGoodbye();
      return false;
    }
    if (request == null) {
      return false;
    }
    if (request.method().equals("CONNECT")) {
      tunnel(request, reader, writer);
      return false;
    }
    boolean open = new Exchange(proxy, request, writer).answer();
    if (!open) {
      sayGoodbye();
    }
    return open;
  }

  private void tunnel(Request request, RequestReader reader, ResponseWriter writer)
      throws IOException, InterruptedException {
    Socket server;
    try {
      var target = Target.ofTunnel(request.target());
      proxy.refuseLoop(target, request.fields());
      server = target.connect(proxy.settings().limit());
    } catch (Refusal refusal) {
      proxy.counters().refused(request, refusal);
      writer.text(refusal.status(), refusal.getMessage(), false, true);
      sayGoodbye();
      return;
    }
    try (server) {
      proxy.counters().answered(request, 200, CacheStatus.BYPASS);
      writer.tunnelOpen();
      new Tunnel(socket, server, TUNNEL_LIMIT).run(reader.rest());
    }
  }

  /**
   * Lets the client read the last answer: a connection that is closed while the client still sends
   * is reset, and the answer may be lost.
   */
  private void sayGoodbye() throws IOException {
    try (var alarm = new Alarm(socket, GOODBYE_LIMIT)) {
      socket.shutdownOutput();
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Ends it now; what it waits for fails. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}

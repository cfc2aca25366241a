package toro.examples.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import toro.Wait;

/** The connection of one client: its requests, one after the other, on a thread of its own. */
final class ClientConnection implements Closeable {
  private static final System.Logger LOGGER = System.getLogger(ClientConnection.class.getName());

  /** How long a tunnel may be silent. */
  private static final Duration TUNNEL_LIMIT = Duration.ofMinutes(10);

  private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(2);

  private final Proxy proxy;
  private final Socket socket;
  private final ResponseWriter writer;

  ClientConnection(Proxy proxy, Socket socket) {
    this.proxy = proxy;
    this.socket = socket;
    this.writer = new ResponseWriter(socket, proxy.settings().limit());
  }

  /** Serves the client until it or the proxy has had enough. */
  void serve() {
    var connection = this;
    try (connection) {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout((int) proxy.settings().limit().toMillis());
      var reader = new RequestReader(socket, proxy.settings().limit());
      boolean open = true;
      while (open) {
        open = serveNext(reader);
      }
    } catch (IOException hungUp) {
      LOGGER.log(Level.DEBUG, "a client or a server hung up", hungUp);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean serveNext(RequestReader reader) throws IOException, InterruptedException {
    Request request;
    try {
      request = reader.next();
    } catch (Refusal refusal) {
      writer.text(refusal.status(), refusal.getMessage(), false, true);
      sayGoodbye(Wait.allOf());
      return false;
    }
    if (request == null) {
      return false;
    }
    if (request.method().equals("CONNECT")) {
      tunnel(request, reader);
      return false;
    }
    var exchange = new Exchange(proxy, request, writer);
    boolean open = exchange.answer();
    if (!open) {
      sayGoodbye(exchange.whenRequestEnded());
    }
    return open;
  }

  private void tunnel(Request request, RequestReader reader)
      throws IOException, InterruptedException {
    Socket server;
    try {
      if (request.hasBody()) {
        throw new Refusal(Refusal.BAD_REQUEST, "CONNECT with a body"); // or is it the tunnel's?
      }
      var target = Endpoint.ofTunnel(request.target());
      proxy.refuseLoop(target, request.fields());
      server = target.connect(proxy.names(), proxy.settings().connectLimit());
    } catch (Refusal refusal) {
      proxy.counters().refused(request, refusal);
      writer.text(refusal.status(), refusal.getMessage(), false, true);
      sayGoodbye(Wait.allOf());
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
  private void sayGoodbye(Wait<@Nullable Void> requestEnded)
      throws IOException, InterruptedException {
    try (var alarm = new Alarm(socket, GOODBYE_LIMIT)) {
      socket.shutdownOutput();
      requestEnded.await(); // else two would read
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Ends it now; what it waits for fails. */
  @Override
  public void close() throws IOException {
    try (socket) {
      writer.giveUp();
    }
  }
}

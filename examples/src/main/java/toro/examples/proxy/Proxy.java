package toro.examples.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import toro.AsyncEvent;
import toro.AsyncSemaphore;
import toro.Permit;
import toro.Wait;
import toro.examples.web.Fields;
import toro.examples.web.WebClient;

/** A caching HTTP proxy that runs until it is closed. */
final class Proxy implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Settings settings;
  private final ServerSocket listener;
  private final DnsResolver names;
  private final WebClient client;
  private final Upstream upstream;
  private final PageCache cache;
  private final Counters counters;
  private final AsyncSemaphore seats;
  private final String name = "toro-" + UUID.randomUUID().toString().substring(0, 8);
  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
  private final AsyncEvent closed = new AsyncEvent().named("closed");
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("proxy-", 0).factory());

  private Proxy(Settings settings, DnsResolver names, ServerSocket listener, Consumer<String> log) {
    this.settings = settings;
    this.names = names;
    this.listener = listener;
    client = new WebClient(settings.connectLimit(), null, names);
    upstream = new Upstream(client, settings.limit(), name);
    cache = new PageCache(settings.cacheSize(), System::nanoTime);
    counters = new Counters(log);
    seats = AsyncSemaphore.bounded(settings.clients()).named("clients");
  }

  /**
   * Opens a proxy, which serves from then on.
   *
   * @param log gets a line for each answer
   * @throws IOException if it cannot listen where the settings say
   */
  static Proxy open(Settings settings, Consumer<String> log) throws IOException {
    return open(settings, SystemDefaultDnsResolver.INSTANCE, log);
  }

  /** As {@link #open(Settings, Consumer)}; all names are looked up here. */
  static Proxy open(Settings settings, DnsResolver names, Consumer<String> log) throws IOException {
    var listener = new ServerSocket(settings.port(), BACKLOG, settings.host());
    var proxy = new Proxy(settings, names, listener, log);
    proxy.threads.execute(proxy::listen);
    return proxy;
  }

  private void listen() {
    try {
      while (!listener.isClosed()) {
        var seat = seats.acquire().await(); // who finds no seat stays in the listener's line
        try {
          serve(listener.accept(), seat);
        } catch (IOException e) { // closed, or too many files are open
          seat.close();
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket socket, Permit seat) {
    var connection = new ClientConnection(this, socket);
    connections.add(connection);
    try {
      threads.execute(
          () -> {
            try (seat) {
              connection.serve();
            } finally {
              connections.remove(connection);
            }
          });
    } catch (RejectedExecutionException stopping) {
      connections.remove(connection);
      Closing.quietly(connection);
      seat.close();
    }
  }

  /** Refuses what would come back to this proxy, at once or through others. */
  void refuseLoop(Endpoint target, Fields fields) {
    boolean passedHere = fields.all().stream().anyMatch(this::namesThisProxy);
    if (passedHere || target.port() == port() && isHere(target)) {
      throw new Refusal(Refusal.LOOP, target + " leads back to this proxy");
    }
  }

  private boolean namesThisProxy(Fields.Field field) {
    return field.name().equalsIgnoreCase("Via") && field.value().contains(name);
  }

  private boolean isHere(Endpoint target) {
    try {
      for (var address : target.addresses(names)) {
        if (address.isAnyLocalAddress() || address.equals(listener.getInetAddress())) {
          return true;
        }
        boolean listensEverywhere = listener.getInetAddress().isAnyLocalAddress();
        if (listensEverywhere && isOfThisMachine(address)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw Refusal.badGateway(target, e);
    }
  }

  private static boolean isOfThisMachine(InetAddress address) throws IOException {
    return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
  }

  /** Lets a fetch run. */
  void start(Fetch fetch) {
    try {
      threads.execute(fetch);
    } catch (RejectedExecutionException stopping) {
      fetch.giveUp(new Refusal(Refusal.STOPPING, "the proxy stops"));
    }
  }

  /** Lets the body of a request be passed on. */
  void start(Uploader uploader) {
    try {
      threads.execute(uploader);
    } catch (RejectedExecutionException stopping) {
      throw new Refusal(Refusal.STOPPING, "the proxy stops");
    }
  }

  Settings settings() {
    return settings;
  }

  PageCache cache() {
    return cache;
  }

  DnsResolver names() {
    return names;
  }

  Upstream upstream() {
    return upstream;
  }

  Counters counters() {
    return counters;
  }

  int port() {
    return listener.getLocalPort();
  }

  String address() {
    return listener.getInetAddress().getHostAddress() + ":" + port();
  }

  /** How many clients are connected now. */
  int connections() {
    return connections.size();
  }

  /** What it does and has done, for people. */
  String status() {
    return counters + ", " + cache.counts() + ", " + connections() + " connections";
  }

  /** Ends all connections, and waits until nothing of the proxy runs any more. */
  @Override
  public void close() {
    Closing.quietly(listener);
    connections.forEach(Closing::quietly);
    threads.shutdownNow();
    client.close();
    threads.close();
    closed.set();
  }

  Wait<@Nullable Void> whenClosed() {
    return closed.whenSet();
  }
}

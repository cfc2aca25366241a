package toro.examples.dashboard;

import static toro.Clause.after;
import static toro.Clause.whenSet;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import toro.AsyncEvent;
import toro.Task;
import toro.TaskGroup;
import toro.Wait;
import toro.examples.cli.Cli;
import toro.examples.cli.Shutdown;

/** Shows how this machine is, to every browser that wants to see it. */
@Command(
    name = "Dashboard",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, dashboard",
    sortOptions = false,
    description = {
      "Serves a page that shows how this machine is, as it changes. Every browser gets every"
          + " sample; one that is too slow is told how many it has missed, and holds up nobody.",
      "Add ?pause=1000 to the page's address to be a reader who needs a second for each sample.",
      "Ctrl-C ends it, when all readers have been told. The status is then 130."
    })
public final class Dashboard implements Callable<Integer> {
  private static final int DEMO_READERS = 20;
  private static final Duration LONGEST = Duration.ofSeconds(5); // for the last word to a reader
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Where to listen, on loopback; 0 takes any. Without it: a demo, with readers of its own,"
              + " that ends by itself.")
  private @Nullable Integer port;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "How often to take a sample. (default: 200ms, or 20ms without a port)")
  private @Nullable Duration every;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "How many samples a reader may be behind before it misses some. Half of them are shown"
              + " at once to who comes late."
              + DEFAULT)
  private int keep;

  @Spec private CommandSpec spec;

  /**
   * Serves until it is interrupted.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Cli.run(new Dashboard(), args));
  }

  @Override
  public Integer call() throws Exception {
    boolean isDemo = port == null;
    var tick = every == null ? Duration.ofMillis(isDemo ? 20 : 200) : every;
    Cli.check(spec, tick.isPositive(), "--every must be more than nothing");
    Cli.check(spec, keep > 1, "--keep must be at least 2: " + keep);
    Cli.check(spec, port == null || port >= 0 && port < 65536, "--port is none: " + port);
    try (var shutdown = new Shutdown()) {
      return serve(new Feed(keep, shutdown.begun()), tick, shutdown.begun());
    }
  }

  private int serve(Feed feed, Duration tick, AsyncEvent stop) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 0 : port);
    var server = HttpServer.create(address, 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext("/", new PageHandler());
      server.createContext("/feed", new FeedHandler(feed));
      server.start();
      try {
        var page = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        print("listening on " + page);
        if (port == null) {
          demo(feed, page.resolve("feed"), tick, stop);
        } else {
          feed.run(tick);
        }
        return end(feed);
      } finally {
        server.stop(0);
        threads.shutdownNow();
      }
    }
  }

  private int end(Feed feed) throws InterruptedException {
    int status = CommandLine.ExitCode.OK;
    try {
      feed.whenDone().await(LONGEST);
    } catch (TimeoutException e) {
      print(feed.inside() + " readers cut off");
      status = CommandLine.ExitCode.SOFTWARE;
    }
    print(feed.account());
    return status;
  }

  /** Many read what comes in three seconds; one of them is slow, and one comes late. */
  private void demo(Feed feed, URI uri, Duration tick, AsyncEvent stop) throws Exception {
    var slow = URI.create(uri + "?pause=" + tick.multipliedBy(10).toMillis());
    try (var client = HttpClient.newHttpClient()) {
      TaskGroup.run(
          group -> {
            group.spawn("feed", () -> feed.run(tick));
            List<Task<DemoReader>> readers = new ArrayList<>();
            for (int i = 0; i < DEMO_READERS; i++) {
              readers.add(group.spawn(() -> new DemoReader(uri).read(client)));
            }
            var slowOne = group.spawn(() -> new DemoReader(slow).read(client));
            Wait.firstOf(whenSet(stop), after(tick.multipliedBy(100))).await();
            var lateOne = group.spawn(() -> new DemoReader(uri).read(client));
            Wait.firstOf(whenSet(stop), after(tick.multipliedBy(50))).await();
            stop.set(); // as Ctrl-C does
            print(DEMO_READERS + " readers", Wait.all(readers).await());
            print("a slow one", List.of(slowOne.await()));
            print("a late one", List.of(lateOne.await()));
          });
    }
  }

  private void print(String who, List<DemoReader> readers) {
    long samples = readers.stream().mapToLong(DemoReader::samples).sum();
    long missed = readers.stream().mapToLong(DemoReader::missed).sum();
    boolean isAll = readers.stream().allMatch(DemoReader::knowsAll);
    print(
        who
            + ": "
            + samples
            + " samples, "
            + missed
            + " missed"
            + (isAll ? ", and told so" : ", but not told"));
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}

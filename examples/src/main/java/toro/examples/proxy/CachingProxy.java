package toro.examples.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import toro.examples.cli.Cli;

/** A caching HTTP proxy for browsers and curl: the command line. */
@Command(
    name = "CachingProxy",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, caching proxy",
    sortOptions = false,
    description = {
      "A caching HTTP proxy. A page that is asked for while it is being fetched is fetched once.",
      "Try it: curl -x http://127.0.0.1:3128 http://example.org/",
      "Ctrl-C ends it; the status is then 130."
    })
public final class CachingProxy implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final long MOST_IN_ONE_PAGE = 1L << 30;
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Where to listen. 0.0.0.0 lets everybody in who reaches this machine." + DEFAULT)
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "3128",
      description = "Where to listen; 0 takes any port that is free." + DEFAULT)
  private int port;

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      defaultValue = "64m",
      description = "How much all pages in the cache may take." + DEFAULT)
  private Cli.Size cache = new Cli.Size(0);

  @Option(
      names = "--page",
      paramLabel = "SIZE",
      defaultValue = "4m",
      description = "The largest page to keep; larger ones pass as they come." + DEFAULT)
  private Cli.Size page = new Cli.Size(0);

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to keep a page if its server does not say." + DEFAULT)
  private Duration lifetime = Duration.ZERO;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to wait for a silent server or client." + DEFAULT)
  private Duration limit = Duration.ZERO;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many connections to serve at once; more of them wait." + DEFAULT)
  private int clients;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print a line for each answer.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  /**
   * Runs the proxy until it is interrupted.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Cli.run(new CachingProxy(), args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Consumer<String> log = verbose ? System.out::println : line -> {};
    try (var proxy = open(settings(), log)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proxy)));
      System.out.println("listening on http://" + proxy.address() + ", Ctrl-C ends it");
      proxy.whenClosed().await();
    }
    return CommandLine.ExitCode.OK;
  }

  private Settings settings() {
    Cli.check(spec, 0 <= port && port <= 65_535, "--port must be 0 to 65535: " + port);
    Cli.check(spec, clients > 0, "--clients must be at least 1: " + clients);
    Cli.check(spec, limit.isPositive(), "--timeout must be more than nothing");
    Cli.check(spec, limit.compareTo(LONGEST) <= 0, "--timeout must be at most a day");
    Cli.check(spec, page.bytes() <= MOST_IN_ONE_PAGE, "--page must be at most 1g");
    try {
      var address = InetAddress.getByName(host);
      return new Settings(
          address, port, cache.bytes(), (int) page.bytes(), lifetime, limit, clients);
    } catch (UnknownHostException e) {
      throw new ParameterException(spec.commandLine(), "--host is unknown: " + host);
    }
  }

  private static Proxy open(Settings settings, Consumer<String> log) throws IOException {
    try {
      return Proxy.open(settings, log);
    } catch (IOException e) {
      var where = settings.host().getHostAddress() + ":" + settings.port();
      throw new IOException("cannot listen on " + where + ": " + e.getMessage(), e);
    }
  }

  private static void stop(Proxy proxy) {
    proxy.close();
    System.out.println("stopped: " + proxy.status());
  }
}

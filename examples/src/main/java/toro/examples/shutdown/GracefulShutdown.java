package toro.examples.shutdown;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import toro.AsyncEvent;
import toro.examples.cli.Cli;

/** Polls a web server; Ctrl-C ends it between two requests, and never cuts one off. */
@Command(
    name = "GracefulShutdown",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, graceful shutdown",
    sortOptions = false,
    description = {
      "Polls a web server and holds a lock during each request. The shutdown takes the lock first,"
          + " so that no request is cut off.",
      "Ctrl-C is the shutdown; the status is then 130."
    })
public final class GracefulShutdown implements Callable<Integer> {
  private static final int DEMO_POLLS = 5;
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "What to poll. Without it: a slow server of its own, on loopback.")
  private @Nullable URI url;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "100ms",
      description = "The pause between two requests." + DEFAULT)
  private Duration pause = Duration.ZERO;

  @Option(
      names = "--polls",
      paramLabel = "N",
      description =
          "Shut down while request number N is under way; 0 never does. (default: 0, or "
              + DEMO_POLLS
              + " without a URL)")
  private @Nullable Integer polls;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long the last request may still take." + DEFAULT)
  private Duration grace = Duration.ZERO;

  @Option(
      names = "--callbacks",
      description = "Poll with callbacks, without any coroutine or waiting thread.")
  private boolean callbacks;

  @Spec private CommandSpec spec;

  /**
   * Polls until it is interrupted, or has polled often enough.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Cli.run(new GracefulShutdown(), args));
  }

  @Override
  public Integer call() throws Exception {
    Cli.check(spec, url == null || isWeb(url), "URL must begin with http: or https: " + url);
    Cli.check(spec, polls == null || polls >= 0, "--polls must not be negative: " + polls);
    if (url != null) {
      return poll(url, polls == null ? 0 : polls);
    }
    try (var server = new DemoServer()) {
      return poll(server.uri(), polls == null ? DEMO_POLLS : polls);
    }
  }

  private int poll(URI target, int limit) throws Exception {
    var polls =
        new Polls(
            HttpRequest.newBuilder(target).build(), pause, limit, spec.commandLine().getOut());
    var ended = new AsyncEvent().named("ended");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(polls, ended)));
    try (var client = HttpClient.newHttpClient()) {
      polls.print("polling " + target + " every " + pause.toMillis() + " ms, Ctrl-C ends it");
      Poller poller =
          callbacks ? new CallbackPoller(client, polls) : new CoroutinePoller(client, polls);
      int status = run(poller, polls);
      client.shutdownNow();
      return status;
    } finally {
      ended.set();
    }
  }

  private int run(Poller poller, Polls polls) throws Exception {
    try {
      poller.run(grace);
      polls.print(polls.end());
      return CommandLine.ExitCode.OK;
    } catch (TimeoutException e) {
      polls.print(polls.end());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** What Ctrl-C does; the program ends when this ends. */
  private static void stop(Polls polls, AsyncEvent ended) {
    polls.stop().set();
    ended.whenSet().join();
  }

  private static boolean isWeb(URI url) {
    return url.getHost() != null && List.of("http", "https").contains(url.getScheme());
  }
}

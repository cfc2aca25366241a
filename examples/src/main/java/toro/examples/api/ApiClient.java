package toro.examples.api;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import toro.AsyncEvent;
import toro.AsyncRateLimiter;
import toro.TaskGroup;
import toro.examples.cli.Cli;
import toro.examples.cli.Shutdown;

/** Many users ask a web API that allows so many requests a second; none is ever refused. */
@Command(
    name = "ApiClient",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, API client",
    sortOptions = false,
    description = {
      "Users ask a web API for things, many of them for the same at the same time. The client keeps"
          + " the rate, and asks once for all who want the same.",
      "The API is a server on loopback that counts what it sees in any second, and answers 429 to"
          + " what is too much. The status is 1 if it ever did.",
      "Ctrl-C ends it; the status is then 130."
    })
public final class ApiClient implements Callable<Integer> {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many requests the client begins in a second." + DEFAULT)
  private int rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many of them are on their way at once." + DEFAULT)
  private int connections;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "How many the server allows in any second. (default: the rate and the connections, as"
              + " those on their way may come later than they began)")
  private @Nullable Integer limit;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many users ask, one thing after the other." + DEFAULT)
  private int users;

  @Option(
      names = "--questions",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many things each user asks for." + DEFAULT)
  private int questions;

  @Option(
      names = "--things",
      paramLabel = "N",
      defaultValue = "40",
      description = "How many things there are." + DEFAULT)
  private int things;

  @Spec private CommandSpec spec;

  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * Asks until all users have their answers, or it is interrupted.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Cli.run(new ApiClient(), args));
  }

  @Override
  public Integer call() throws Exception {
    positive("--rate", rate);
    positive("--connections", connections);
    positive("--users", users);
    positive("--questions", questions);
    positive("--things", things);
    int allowed = limit == null ? rate + connections : limit;
    positive("--limit", allowed);
    try (var shutdown = new Shutdown();
        var server = new ApiServer(allowed);
        var client = HttpClient.newHttpClient()) {
      print(users + " users ask " + server.uri() + ", which allows " + allowed + " in any second");
      var perSecond = AsyncRateLimiter.window(rate, SECOND).named("rate");
      var api = new Api(server.uri(), client, perSecond, connections);
      ask(api, server.meter(), shutdown.begun());
      client.shutdownNow();
      return account(api, server.meter());
    }
  }

  private void positive(String option, int value) {
    Cli.check(spec, value > 0, option + " must be positive: " + value);
  }

  private void ask(Api api, ArrivalMeter meter, AsyncEvent stop) throws Exception {
    TaskGroup.run(
        group -> {
          var unused = stop.whenSet().thenRun(group::cancel); // by Ctrl-C
          group.spawn("reporter", () -> report(meter));
          TaskGroup.run(
              all -> {
                for (int user = 0; user < users; user++) {
                  var taste = new Random(user);
                  all.spawn("user " + user, () -> use(api, taste));
                }
              });
          group.cancel(); // the reporter
        });
  }

  private void use(Api api, Random taste) throws InterruptedException {
    for (int i = 0; i < questions; i++) {
      try {
        var unused = api.get("things/" + taste.nextInt(things)).await();
        answers.incrementAndGet();
      } catch (UncheckedIOException refused) {
        failures.incrementAndGet();
      }
    }
  }

  /** Tells each second what the server saw in it. */
  private void report(ArrivalMeter meter) throws InterruptedException {
    for (int seen = 0; ; ) {
      Thread.sleep(SECOND);
      int now = meter.accepted();
      print("in the last second " + (now - seen) + " requests");
      seen = now;
    }
  }

  private int account(Api api, ArrivalMeter meter) {
    int shared = answers.get() + failures.get() - api.requests();
    print(
        answers
            + " answers of "
            + api.requests()
            + " requests: "
            + shared
            + " users shared one that was under way");
    print(
        "the server saw at most "
            + meter.peak()
            + " requests in any second, and refused "
            + meter.refused());
    return meter.refused() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}

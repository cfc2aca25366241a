package toro.examples.jobs;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import toro.AsyncEvent;
import toro.examples.cli.Cli;
import toro.examples.cli.Shutdown;

/** A server of jobs; Ctrl-C ends it when the last job that it has taken is done. */
@Command(
    name = "JobServer",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, job server",
    sortOptions = false,
    description = {
      "Packs what is posted to it, and posts that on to where the header Deliver-To says.",
      "Ctrl-C is the shutdown: it takes no more jobs, answers 503, and ends when the last one that"
          + " it has taken is delivered. The status is then 130."
    })
public final class JobServer implements Callable<Integer> {
  private static final int DEMO_JOBS = 6;
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Where to listen, on loopback; 0 takes any. Without it: a demo, with a customer of its"
              + " own, that ends by itself.")
  private @Nullable Integer port;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many jobs are worked on at once." + DEFAULT)
  private int workers;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long the last jobs may take." + DEFAULT)
  private Duration grace = Duration.ZERO;

  @Spec private CommandSpec spec;

  /**
   * Serves until it is interrupted.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(Cli.run(new JobServer(), args));
  }

  @Override
  public Integer call() throws Exception {
    Cli.check(spec, workers > 0, "--workers must be positive: " + workers);
    Cli.check(spec, port == null || port >= 0 && port < 65536, "--port is none: " + port);
    try (var shutdown = new Shutdown();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client = HttpClient.newHttpClient()) {
      int status = serve(new Jobs(workers, client, threads), client, shutdown.begun());
      client.shutdownNow();
      return status;
    }
  }

  private int serve(Jobs jobs, HttpClient client, AsyncEvent stop) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 0 : port);
    var server = HttpServer.create(address, 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext("/", new JobHandler(jobs));
      server.start();
      try {
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        print("listening on " + uri);
        if (port == null) {
          return demo(jobs, client, uri);
        }
        stop.whenSet().await();
        return shutDown(jobs);
      } finally {
        server.stop(0);
      }
    }
  }

  /** A customer brings jobs; the shutdown begins while they are under way. */
  private int demo(Jobs jobs, HttpClient client, URI server) throws Exception {
    try (var customer = new DemoCustomer(client)) {
      for (int i = 0; i < DEMO_JOBS; i++) {
        print(customer.bring(server));
      }
      var unused = jobs.drain(grace); // as Ctrl-C does
      print(customer.bring(server));
      return shutDown(jobs);
    }
  }

  private int shutDown(Jobs jobs) throws InterruptedException {
    print("shutting down, " + jobs.inside() + " jobs under way");
    int status = CommandLine.ExitCode.OK;
    try {
      jobs.drain(grace).await();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof TimeoutException)) {
        throw e;
      }
      status = CommandLine.ExitCode.SOFTWARE;
    }
    print(jobs.account());
    return status;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}

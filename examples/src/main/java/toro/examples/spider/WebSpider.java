package toro.examples.spider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import toro.Loop;
import toro.examples.cli.Cli;
import toro.examples.web.Url;

/** Checks a site for broken links. */
@Command(
    name = "spider",
    mixinStandardHelpOptions = true,
    version = "Toro for Java, web spider",
    description = {
      "Checks a site for broken links: reads the pages below a URL, with at most N requests at"
          + " once, and ends by itself when the last one is done.",
      ""
    },
    footer = {
      "",
      "TIME is written as 500ms, 10s or 2m; SIZE as 512K, 8M or 1G.",
      "Exit status: 0 no broken links, 1 broken links or something that could not be read, 2 wrong"
          + " arguments, 130 stopped by Ctrl-C (with a report of what was found so far)."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeOnExecutionException = 3)
public final class WebSpider implements Callable<Integer> {
  private static final int STOPPED = 130;
  private static final int MOST_PAGES = 100_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "where to start",
      converter = WebAddress.class)
  private @Nullable Url start;

  @Option(
      names = "--serve",
      paramLabel = "DIR",
      description = "serve this folder on loopback, and check that")
  private @Nullable Path folder;

  @Option(
      names = {"-n", "--requests"},
      paramLabel = "N",
      defaultValue = "8",
      description = "at most N requests at once (default: ${DEFAULT-VALUE})")
  private int requests;

  @Option(names = "--depth", paramLabel = "N", description = "at most N links away from the start")
  private @Nullable Integer depth;

  @Option(
      names = "--pages",
      paramLabel = "N",
      description = "ask for at most N addresses (default: " + MOST_PAGES + ")")
  private @Nullable Integer pages;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "pause between two requests to one host; more if its robots.txt says so")
  private Duration delay = Duration.ZERO;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "20s",
      description = "how long one request may take (default: ${DEFAULT-VALUE})")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "2",
      description = "ask again after 429, 503 and lost connections (default: ${DEFAULT-VALUE})")
  private int retries;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      defaultValue = "8M",
      description = "read no more of one page (default: ${DEFAULT-VALUE})")
  private Cli.Size maxSize = new Cli.Size(0);

  @Option(names = "--external", description = "check links that lead elsewhere, too")
  private boolean external;

  @Option(names = "--ignore-robots", description = "do not ask for robots.txt: your own site")
  private boolean ignoreRobots;

  @Option(
      names = "--user-agent",
      paramLabel = "NAME",
      defaultValue = "toro-spider/0.1 (+https://github.com/torojava/toro)",
      description = "who asks (default: ${DEFAULT-VALUE})")
  private String userAgent = "";

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write the report as a page for a browser, too")
  private @Nullable Path html;

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      description = "rich, plain or none; goes to standard error (default: as the terminal allows)")
  private Progress.@Nullable Mode progress;

  public static void main(String[] args) {
    System.exit(Cli.run(new WebSpider(), args));
  }

  @Override
  public Integer call() throws Exception {
    Cli.check(spec, requests >= 1, "--requests must be at least 1: " + requests);
    Cli.check(spec, depth == null || depth >= 0, "--depth must not be negative: " + depth);
    Cli.check(spec, pages == null || pages >= 1, "--pages must be at least 1: " + pages);
    Cli.check(spec, retries >= 0, "--retries must not be negative: " + retries);
    Cli.check(spec, !timeout.isZero(), "--timeout must be more than nothing");
    Cli.check(spec, start == null || folder == null, "give either a URL or --serve, not both");
    var page = html == null ? null : new HtmlFile(html);
    var trouble = page == null ? null : page.trouble();
    Cli.check(spec, trouble == null, "--html: " + trouble);
    if (start != null) {
      return crawl(start, page);
    }
    var site = folder == null ? System.getProperty("toro.site") : folder.toString();
    Cli.check(spec, site != null, "give the URL of a site, or a folder to --serve");
    Cli.check(spec, Files.isDirectory(Path.of(site)), "there is no folder " + site + " to serve");
    try (var server = new FolderServer(Path.of(site))) {
      return crawl(server.address(), page);
    }
  }

  private int crawl(Url from, @Nullable HtmlFile page) throws Exception {
    boolean isTerminal = Ansi.AUTO.enabled();
    var mode = progress == null ? isTerminal ? Progress.Mode.RICH : Progress.Mode.PLAIN : progress;
    var shown = new Progress(System.err, mode);
    var options = options();
    try (var ctrlC = new CtrlC();
        var fetcher = new Fetcher(options, SystemDefaultDnsResolver.INSTANCE)) {
      var spider = new Spider(from, options, fetcher, shown);
      boolean stopped = false;
      try {
        Loop.run(spider::crawl);
      } catch (InterruptedException | CancellationException e) {
        stopped = true;
      }
      var report = new Report(spider, shown.elapsed(), stopped);
      try {
        if (page != null) {
          page.write(new HtmlReport(report, ZonedDateTime.now(ZoneId.systemDefault())));
        }
      } finally {
        print(report, new Ink(isTerminal));
      }
      return stopped ? STOPPED : report.status();
    }
  }

  private Options options() {
    return new Options(
        requests,
        depth == null ? Integer.MAX_VALUE : depth,
        pages == null ? MOST_PAGES : pages,
        pages != null,
        delay,
        timeout,
        retries,
        maxSize.bytes(),
        external,
        ignoreRobots,
        userAgent);
  }

  private void print(Report report, Ink ink) throws IOException {
    var out = spec.commandLine().getOut();
    if (json) {
      new JsonReport(report).write(out);
    } else {
      new TextReport(report, out, ink).print();
    }
  }

  /** What a person has typed as the start. */
  static final class WebAddress implements ITypeConverter<Url> {
    @Override
    public Url convert(String text) {
      try {
        return Url.typed(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

package toro.examples.spider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Compares the spider with {@code wget --spider}, on the library's own pages and on a generated
 * site. To be run when all has been built: {@code java
 * examples/src/test/java/toro/examples/spider/SpiderSpeed.java}. Where there is no wget, it is left
 * out.
 */
final class SpiderSpeed {
  private static final int PAGES = 5_000;
  private static final int ROUNDS = 5;
  private static final long LONG_ENOUGH = 30_000_000_000L; // for the rounds of one program
  private static final Path SPIDER = Path.of("examples/target/toro-spider.jar");
  private static final Path OWN_PAGES = Path.of("toro/target/demo-site/apidocs");

  /** One run of a program: how long it took, and what it used at most. */
  private record Use(Duration time, Duration processor, long peakBytes) {}

  private SpiderSpeed() {}

  /** Prints a table. */
  public static void main(String[] args) throws Exception {
    var generated = Files.createTempDirectory("site");
    try {
      generate(generated);
      System.out.println("| site | program | pages | pages/s | CPU s | peak MiB |");
      System.out.println("|---|---|---|---|---|---|");
      if (Files.isDirectory(OWN_PAGES)) {
        compare("javadoc", OWN_PAGES);
      }
      compare("generated", generated);
    } finally {
      delete(generated);
    }
  }

  /** Every page links to ten others, and all can be reached. */
  private static void generate(Path folder) throws IOException {
    for (int page = 0; page < PAGES; page++) {
      var html = new StringBuilder("<!doctype html><title>" + page + "</title>");
      for (int link = 1; link <= 10; link++) {
        int target = (page * 10 + link) % PAGES;
        html.append("<p>").append("some words of text ".repeat(20));
        html.append("<a href=\"").append(name(target)).append("\">").append(target).append("</a>");
      }
      Files.writeString(folder.resolve(name(page)), html);
    }
  }

  private static String name(int page) {
    return page == 0 ? "index.html" : "page" + page + ".html";
  }

  private static void compare(String site, Path folder) throws Exception {
    long pages;
    try (var files = Files.walk(folder)) {
      pages = files.filter(file -> file.toString().endsWith(".html")).count();
    }
    var root = folder.toAbsolutePath().toString();
    var server =
        new ProcessBuilder(
                tool("jwebserver"), "-b", "127.0.0.1", "-p", "0", "-d", root, "-o", "none")
            .start();
    try (var lines = server.inputReader()) {
      var start = address(lines);
      for (var program : programs(start)) {
        if (isThere(program.getFirst())) {
          print(site, pages, program);
        }
      }
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static List<List<String>> programs(String start) {
    var java = tool("java");
    var jar = SPIDER.toString();
    return List.of(
        List.of(java, "-jar", jar, "--ignore-robots", "--progress", "none", start),
        List.of(java, "-Xmx64m", "-jar", jar, "--ignore-robots", "--progress", "none", start),
        List.of("wget", "--spider", "-r", "-l", "inf", "-nv", "-e", "robots=off", start));
  }

  private static void print(String site, long pages, List<String> program) throws Exception {
    var uses = new ArrayList<Use>();
    long since = System.nanoTime();
    for (int round = 0; round < ROUNDS && System.nanoTime() - since < LONG_ENOUGH; round++) {
      uses.add(run(program));
    }
    uses.sort((one, other) -> one.time.compareTo(other.time));
    var use = uses.get(uses.size() / 2);
    boolean isOurs = program.contains(SPIDER.toString());
    var name =
        isOurs
            ? program.contains("-Xmx64m") ? "spider, 64 MiB heap" : "spider"
            : program.getFirst();
    System.out.printf(
        "| %s | %s | %d | %.0f | %.1f | %d |%n",
        site,
        name,
        pages,
        pages * 1e9 / use.time.toNanos(),
        use.processor.toMillis() / 1e3,
        use.peakBytes >> 20);
  }

  private static Use run(List<String> program) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("run");
    try {
      long since = System.nanoTime();
      var command = new ArrayList<>(program);
      command.replaceAll(
          part -> part.equals(SPIDER.toString()) ? SPIDER.toAbsolutePath().toString() : part);
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      long peak = 0;
      Optional<Duration> processor = Optional.empty();
      while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
        var cpu = process.info().totalCpuDuration();
        processor = cpu.isPresent() ? cpu : processor;
        peak = Math.max(peak, peakOf(process));
      }
      var time = Duration.ofNanos(System.nanoTime() - since);
      return new Use(time, processor.orElse(Duration.ZERO), peak);
    } finally {
      delete(folder);
    }
  }

  private static long peakOf(Process process) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .sum();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static boolean isThere(String program) {
    return Files.isExecutable(Path.of(program))
        || Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Where the server listens, which it says once it does. */
  private static String address(BufferedReader server) throws IOException {
    for (String line; (line = server.readLine()) != null; ) {
      if (line.startsWith("URL ")) {
        return line.substring("URL ".length());
      }
    }
    throw new IOException("the server has not started");
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }
}

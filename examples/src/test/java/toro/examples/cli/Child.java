package toro.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs as its users run it: as a module, in a process of its own. */
public final class Child implements AutoCloseable {
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  private final Process process;
  private final BufferedReader out;
  private final List<String> lines = new ArrayList<>();

  private Child(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /** Starts a program. */
  public static Child start(Class<?> program, String... args) throws IOException {
    return new Child(command(program, args).redirectErrorStream(true).start());
  }

  /** Runs a program until it ends by itself, well, and returns the lines that it has printed. */
  public static List<String> linesOf(Class<?> program) throws IOException, InterruptedException {
    try (var child = start(program)) {
      int status = child.status();
      assertEquals(0, status, () -> "printed " + child.lines);
      return child.lines;
    }
  }

  /** What starts a program. */
  public static ProcessBuilder command(Class<?> program, String... args) {
    var modules = System.getProperty("jdk.module.path");
    assertNotNull(modules, "the tests run as a module");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-p", modules, "-m", "toro.examples/" + program.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }

  /** Reads until a line that begins so. */
  public String awaitLine(String beginning) throws IOException {
    while (true) {
      var line = out.readLine();
      assertNotNull(line, () -> "no line '" + beginning + "' in " + lines);
      lines.add(line);
      if (line.startsWith(beginning)) {
        return line;
      }
    }
  }

  /** Does as {@link #interrupt(Process)}. */
  public int interrupt() throws IOException, InterruptedException {
    return interrupt(process);
  }

  /**
   * Ends a program as Ctrl-C does, or, where that is ignored (as it is in the background of some
   * shells), as {@code kill} does.
   *
   * @return the status with which the program has to end
   */
  public static int interrupt(Process process) throws IOException, InterruptedException {
    int signal = isInterruptIgnored() ? SIGTERM : SIGINT;
    var kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid());
    var killer = kill.inheritIO().start();
    assertTrue(killer.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, killer.exitValue());
    return 128 + signal;
  }

  /** Children inherit what this process ignores. */
  private static boolean isInterruptIgnored() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(line.length() - 8))
            .anyMatch(mask -> (Long.parseLong(mask, 16) & 1 << (SIGINT - 1)) != 0);
  }

  /** The status with which the program has ended. */
  public int status() throws IOException, InterruptedException {
    out.lines().forEach(lines::add);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end");
    return process.exitValue();
  }

  /** Whether it has not ended yet. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What has been read of its lines until now. */
  public List<String> lines() {
    return lines;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    out.close();
  }
}

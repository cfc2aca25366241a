package toro.verify.spec;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs TLC, the model checker of TLA+, on a module of the specification, in a JVM of its own. */
final class Tlc {
  static final Path SPEC = Path.of("src/test/resources/spec");
  private static final Path OUT = Path.of("target/spec");
  private static final Pattern STATES = Pattern.compile("(\\d+) distinct states found, 0 states");
  private static final Pattern VIOLATED =
      Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated");

  private Tlc() {}

  /** What TLC said; all of it is kept in target/spec. */
  record Verdict(int exit, String output) {
    boolean isClean() {
      return exit == 0 && output.contains("No error has been found");
    }

    /** The invariant or property of which TLC shows how it is broken. */
    Optional<String> violated() {
      Matcher m = VIOLATED.matcher(output);
      return m.find() ? Optional.of(m.group(1)) : Optional.empty();
    }

    /** How many states there are; 0 if TLC has not seen all of them. */
    long states() {
      Matcher m = STATES.matcher(output);
      return m.find() ? Long.parseLong(m.group(1)) : 0;
    }
  }

  /** Checks the module with this configuration; the run's name is that of its directory. */
  static Verdict check(String run, String module, String config)
      throws IOException, InterruptedException {
    Path dir = Files.createDirectories(OUT.resolve(run));
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(SPEC, "*.tla")) {
      for (Path each : modules) {
        Files.copy(each, dir.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.writeString(dir.resolve(module + ".cfg"), config);
    Path output = dir.resolve("tlc.txt");
    Process tlc =
        new ProcessBuilder(command(module))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int exit = tlc.waitFor();
      return new Verdict(exit, Files.readString(output));
    } finally {
      tlc.destroyForcibly(); // if the test ran out of time
    }
  }

  private static List<String> command(String module) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String jar = tlc2.TLC.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return List.of(
        java.toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", // most runs are short
        "-Xmx1g",
        "-cp",
        jar,
        "tlc2.TLC",
        "-workers",
        "1", // so that the first violation is the same each time
        "-metadir",
        "states",
        module);
  }
}

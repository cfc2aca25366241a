package toro.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs an example as its users do: as a module, in a process of its own. */
final class Program {
  private Program() {}

  /** Runs the example until it ends by itself, and returns the lines that it printed. */
  static List<String> linesOf(Class<?> example) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var modules = System.getProperty("jdk.module.path"); // of these tests, which run as a module
    var main = "toro.examples/" + example.getName();
    var output = Files.createTempFile("example", ".txt");
    try {
      var process =
          new ProcessBuilder(java, "-p", modules, "-m", main)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      var ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      var printed = Files.readString(output, StandardCharsets.UTF_8);
      assertTrue(ended, () -> "does not end by itself; printed:\n" + printed);
      assertEquals(0, process.exitValue(), printed);
      return printed.lines().toList();
    } finally {
      Files.delete(output);
    }
  }
}

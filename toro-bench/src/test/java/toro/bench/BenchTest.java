package toro.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line. */
class BenchTest {
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new Bench()).setErr(new PrintWriter(err)).execute(args);
  }

  private static Path write(Path file) throws Exception {
    var score = new Score("LockTry", Map.of(), "toro", 30, 29, 31, 30, 0, null, 1);
    new Results("2000-01-01", Map.of(), Map.of(), List.of(score), List.of()).write(file);
    return file;
  }

  @Test
  void table_ofAResult_isWrittenBesideIt(@TempDir Path folder) throws Exception {
    assertEquals(0, run("table", write(folder.resolve("a.json")).toString()));
    assertTrue(Files.readString(folder.resolve("a.md")).startsWith("# Results of 2000-01-01\n"));
  }

  @Test
  void compare_ofOneResultOnly_isRefused(@TempDir Path folder) throws Exception {
    assertEquals(2, run("compare", write(folder.resolve("a.json")).toString()));
    assertTrue(err.toString().contains("AFTER.json"), err::toString);
  }
}

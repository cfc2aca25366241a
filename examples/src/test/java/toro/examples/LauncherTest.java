package toro.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jars that run without Maven; it runs when they have been made. */
@Tag("jar")
class LauncherTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));
  private static final Path SPIDER = Path.of("target", "toro-spider.jar");

  @TempDir private Path folder;

  private int run(String jar, String... arguments) throws Exception {
    var command = new ProcessBuilder(JAVA.resolve("bin/java").toString(), "-jar", jar);
    command.command().addAll(List.of(arguments));
    var process =
        command.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
    var ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    assertTrue(ended, () -> "does not end; printed:\n" + output());
    return process.exitValue();
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output"), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path site() throws IOException {
    var site = Files.createDirectory(folder.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<a href=a.html></a><a href=none.html></a>");
    Files.writeString(site.resolve("a.html"), "<a href=./></a>");
    return site;
  }

  @Test
  void spider_fromItsJar_checksASiteAndWritesThePage() throws Exception {
    var page = folder.resolve("report.html");
    int status = run("" + SPIDER, "--serve", "" + site(), "--html", "" + page);
    assertEquals(1, status, this::output);
    assertTrue(output().contains("1 broken link"), this::output);
    assertTrue(Files.readString(page).contains("1 broken link"));
  }

  @ParameterizedTest
  @CsvSource({"target/toro-spider.jar, spider", "target/toro-proxy.jar, CachingProxy"})
  void jar_askedForHelp_isTheProgram(String jar, String name) throws Exception {
    assertEquals(0, run(jar, "--help"), this::output);
    assertTrue(output().contains("Usage: " + name), this::output);
  }

  @Test
  void run_withAnotherJava_endsWithItsStatus() throws Exception {
    assertEquals(2, Launcher.run(JAVA, SPIDER, "--no-such-option"));
  }

  @Test
  void newest_severalHomes_isOneThatIsNewEnough() throws IOException {
    var none = folder.resolve("none");
    var old = home("old", "JAVA_VERSION=\"17.0.15\"");
    var odd = home("odd", "JAVA_VERSION=\"ninety\"");
    var empty = home("empty", "");
    var newer = home("newer", "JAVA_VERSION=\"21.0.1\"\nIMPLEMENTOR=\"somebody\"");
    var newest = home("newest", "JAVA_VERSION=\"25\"");
    assertEquals(Optional.empty(), Launcher.newest(List.of(none, old, odd, empty)));
    assertEquals(Optional.of(newer), Launcher.newest(List.of(old, newer, none)));
    assertEquals(Optional.of(newest), Launcher.newest(List.of(newer, newest, odd)));
  }

  private Path home(String name, String release) throws IOException {
    var home = Files.createDirectory(folder.resolve(name));
    Files.writeString(home.resolve("release"), release);
    return home;
  }
}

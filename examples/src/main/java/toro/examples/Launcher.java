package toro.examples;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What {@code java -jar} starts: the program that the jar names. It is compiled for the Java that
 * Maven may run on. Where that is too old for the program, it finds a newer one, as the build does.
 */
public final class Launcher {
  private static final int OLDEST = 21;

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    var jar = Path.of(System.getProperty("java.class.path"));
    if (Runtime.version().feature() >= OLDEST) {
      Class.forName(program(jar)).getMethod("main", String[].class).invoke(null, (Object) args);
      return;
    }
    var home = newest(homes());
    if (home.isEmpty()) {
      System.err.println("needs Java " + OLDEST + " or newer; this is " + Runtime.version());
      System.exit(2);
    }
    System.exit(run(home.get(), jar, args));
  }

  private static String program(Path jar) throws IOException {
    try (var opened = new JarFile(jar.toFile())) {
      return opened.getManifest().getMainAttributes().getValue("Program");
    }
  }

  /** Where a Java may be: where the environment says, and next to this one. */
  private static Collection<Path> homes() throws IOException {
    List<Path> homes = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
    try (var neighbours = Files.list(Path.of(System.getProperty("java.home")).resolve(".."))) {
      neighbours.forEach(homes::add);
    }
    return homes;
  }

  /** The home of the newest Java that is new enough. */
  static Optional<Path> newest(Collection<Path> homes) {
    return homes.stream()
        .filter(home -> version(home) >= OLDEST)
        .max(Comparator.comparingInt(Launcher::version));
  }

  /** Which Java has its home here; 0 if none. */
  private static int version(Path home) {
    try {
      var release = new Properties();
      release.load(new StringReader(Files.readString(home.resolve("release"))));
      var version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
      return Runtime.Version.parse(version).feature();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }

  /** Runs a jar with another Java, until it ends, and returns its status. */
  static int run(Path home, Path jar, String... args) throws IOException, InterruptedException {
    var command = Stream.of(home.resolve("bin").resolve("java"), "-jar", jar).map(Object::toString);
    var child =
        new ProcessBuilder(Stream.concat(command, Stream.of(args)).toList()).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child), "end of the program"));
    return child.waitFor();
  }

  /** Ends it with this program; it may have something left to say. */
  private static void end(Process child) {
    child.destroy();
    child.onExit().join();
  }
}

package toro.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Busy threads of another process, which want the same processors as what is measured. */
public final class Neighbours {
  private static final int WARM_AFTER = 2;

  private @Nullable Process process;
  private int iterations;

  /**
   * Called before each iteration: starts that many busy threads, none for 0, when there have been
   * two. Beside busy neighbours the compiler would not get far.
   */
  public void startWhenWarm(int threads) {
    if (iterations == WARM_AFTER && threads > 0) {
      start(threads);
    }
    iterations++;
  }

  private void start(int threads) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    var name = Neighbours.class.getName();
    try {
      process =
          new ProcessBuilder(
                  List.of(java, "-Xmx16m", "-XX:+UseSerialGC", "-cp", classes, name, "" + threads))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (process.getInputStream().read() < 0) {
        throw new IOException("the neighbours do not start");
      }
      Meter.neighboursAre(process.toHandle());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops them, and returns when they have gone. */
  public void stop() {
    if (process != null) {
      Meter.neighboursAre(null);
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the neighbours do not stop");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      process = null;
    }
  }

  /** The other process. It ends with the one that has started it. */
  public static void main(String... args) throws IOException {
    for (int i = Integer.parseInt(args[0]); i > 0; i--) {
      Thread.ofPlatform().daemon().start(Neighbours::spin);
    }
    System.out.println("busy");
    var unused = System.in.read();
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}

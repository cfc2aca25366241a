package toro.verify.lincheck;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Lincheck's hold on the library's classes, and whether it has it. */
final class Instrument {
  private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();

  static {
    System.setErr(new PrintStream(new Tee(System.err), true, StandardCharsets.UTF_8));
  }

  private Instrument() {}

  /**
   * Runs a check. What Lincheck cannot instrument it logs as an error, goes on, and proves nothing:
   * here that fails.
   */
  static void run(Runnable check) {
    LOG.reset();
    check.run();
    var log = LOG.toString(StandardCharsets.UTF_8);
    if (log.contains("[ERROR]")) {
      throw new IllegalStateException("This was not checked: " + log);
    }
  }

  private static final class Tee extends OutputStream {
    private final OutputStream original;

    Tee(OutputStream original) {
      this.original = original;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      LOG.write(bytes, from, length);
      if (original instanceof PrintStream stream) {
        stream.write(bytes, from, length);
      }
    }
  }
}

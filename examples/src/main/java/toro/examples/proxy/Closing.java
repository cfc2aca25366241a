package toro.examples.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Closes what is of no use any more. */
final class Closing {
  private static final System.Logger LOGGER = System.getLogger(Closing.class.getName());

  private Closing() {}

  static void quietly(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "while closing " + what, e);
    }
  }
}

package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library logs while this is open, as far as it is about what is said; not printed. */
final class Logged implements AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger("toro"); // held, or it may be collected

  private final List<LogRecord> records = new ArrayList<>();
  private final String about;
  private final Runnable then;

  Logged(String about) {
    this(about, () -> {});
  }

  /** Runs a function each time, where it is logged. */
  Logged(String about, Runnable then) {
    this.about = about;
    this.then = then;
    LOGGER.setFilter(this::isPrinted);
  }

  private boolean isPrinted(LogRecord logged) {
    if (!logged.getMessage().contains(about)) {
      return true;
    }
    synchronized (records) {
      records.add(logged);
    }
    then.run();
    return false;
  }

  List<String> messages() {
    synchronized (records) {
      return records.stream().map(LogRecord::getMessage).toList();
    }
  }

  List<Throwable> failures() {
    synchronized (records) {
      return records.stream().map(LogRecord::getThrown).toList();
    }
  }

  @Override
  public void close() {
    LOGGER.setFilter(null);
  }
}

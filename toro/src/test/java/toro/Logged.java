package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library logs meanwhile, as far as it is about what is said. */
final class Logged extends Handler implements AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger("toro"); // held, or it may be collected

  private final List<LogRecord> records = new ArrayList<>();
  private final String about;

  Logged(String about) {
    this.about = about;
    LOGGER.addHandler(this);
  }

  @Override
  public synchronized void publish(LogRecord logged) {
    if (logged.getMessage().contains(about)) {
      records.add(logged);
    }
  }

  synchronized List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  synchronized List<Throwable> failures() {
    return records.stream().map(LogRecord::getThrown).toList();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LOGGER.removeHandler(this);
  }
}

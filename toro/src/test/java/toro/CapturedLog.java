package toro;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** What the library logs while this is open; it is not printed. */
final class CapturedLog implements AutoCloseable {
  private final Logger logger = Logger.getLogger("toro"); // kept, so that the handler is
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          records.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  CapturedLog() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  String text() {
    return records.stream()
        .map(r -> r.getMessage() + " " + r.getThrown())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    logger.setUseParentHandlers(true);
    logger.removeHandler(handler);
  }
}

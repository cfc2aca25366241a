package toro.examples.proxy;

import static toro.Clause.after;

import java.net.Socket;
import java.time.Duration;
import toro.Wait;

/** Closes a socket when time is up: the only way out of a write that nobody reads. */
final class Alarm implements AutoCloseable {
  private final Wait<?> closing;

  Alarm(Socket socket, Duration limit) {
    closing = Wait.firstOf(after(limit)).thenRun(() -> Closing.quietly(socket));
  }

  /** What was to be done in time has been done. */
  @Override
  public void close() {
    closing.cancel(false);
  }
}

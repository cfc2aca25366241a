package toro.examples.proxy;

import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import toro.AsyncEvent;
import toro.Wait;

/** Closes a socket when time is up: the only way out of a write that nobody reads. */
final class Alarm implements AutoCloseable {
  private final Wait<@Nullable Void> rest = new AsyncEvent().named("alarm").whenSet();

  Alarm(Socket socket, Duration limit) {
    var unused =
        rest.within(limit)
            .whenComplete(
                (nothing, end) -> {
                  if (end instanceof TimeoutException) {
                    Closing.quietly(socket);
                  }
                });
  }

  /** What was to be done in time has been done. */
  @Override
  public void close() {
    rest.cancel(false);
  }
}

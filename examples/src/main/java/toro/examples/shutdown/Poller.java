package toro.examples.shutdown;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Requests something again and again, and holds a lock during each request. */
interface Poller {
  /**
   * Polls until it is told to stop, and ends between two requests.
   *
   * @param grace how long the request under way may still take
   * @throws TimeoutException if it took longer, and was cut off
   */
  void run(Duration grace) throws Exception;
}

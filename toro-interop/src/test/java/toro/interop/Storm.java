package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Many requests, some at a time, of which most are given up: at once, a little later, or late. */
final class Storm {
  private static final int AT_ONCE = 12;

  /** One request. */
  interface Request {
    /**
     * Starts the request.
     *
     * @param number its number
     * @param end to be called once, when it has ended
     * @return gives it up
     */
    Runnable start(int number, End end);
  }

  /** Is told how a request ended. */
  interface End {
    void ended(boolean well);
  }

  private Storm() {}

  /** Runs so many requests; one in four is never given up, and has to end well. */
  static void run(int requests, Request request) throws InterruptedException {
    var running = new Semaphore(AT_ONCE);
    var ends = new AtomicInteger();
    var failed = new AtomicReference<String>();
    try (var canceller = Executors.newSingleThreadExecutor()) {
      for (int number = 0; number < requests; number++) {
        assertTrue(running.tryAcquire(30, TimeUnit.SECONDS), "a request has not ended");
        boolean patient = number % 4 == 0;
        String name = "request " + number;
        var cancel =
            request.start(
                number,
                well -> {
                  ends.incrementAndGet();
                  if (patient && !well) {
                    failed.compareAndSet(null, name + " was not given up, and did not end well");
                  }
                  running.release();
                });
        switch (number % 4) {
          case 1 -> cancel.run();
          case 2 -> canceller.execute(cancel);
          case 3 -> canceller.execute(() -> cancelLater(cancel));
          default -> {}
        }
      }
      assertTrue(running.tryAcquire(AT_ONCE, 30, TimeUnit.SECONDS), "a request has not ended");
    }
    assertEquals(null, failed.get());
    assertEquals(requests, ends.get());
  }

  private static void cancelLater(Runnable cancel) {
    for (int n = ThreadLocalRandom.current().nextInt(4000); n > 0; n--) {
      Thread.onSpinWait();
    }
    cancel.run();
  }
}

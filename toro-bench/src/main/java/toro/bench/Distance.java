package toro.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;

/**
 * How long one processor needs to see what another has written. On a virtual machine that changes
 * by several times from minute to minute, with what its neighbours do, and it decides what all that
 * goes between threads costs.
 */
final class Distance {
  /** Further apart than this many times the least that was seen, they are not measured. */
  private static final double FAR = 2.5;

  private static final int PROBES = 7;
  private static final long PROBE_NANOS = 5_000_000;
  private static final int TRIPS = 100;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int OVER = -1;
  private static final int HERE = 0;
  private static final int THERE = 1;

  private double least = Double.MAX_VALUE;
  private double most; // that was put up with
  private Duration patience;

  /**
   * A probe for one run.
   *
   * @param patience how long it waits in all for better times
   */
  Distance(Duration patience) {
    this.patience = patience;
  }

  /** Waits until the processors are as near as they have been, while there is patience. */
  void awaitNear() {
    double now = nanos();
    least = Math.min(least, now);
    while (now > FAR * least && patience.isPositive()) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      patience = patience.minus(PAUSE);
      now = nanos();
      least = Math.min(least, now);
    }
    most = Math.max(most, now);
  }

  /** What was measured at. */
  String range() {
    return "%s to %s ns".formatted(Bar.number(least), Bar.number(most));
  }

  /**
   * The time of a way there or back, now: the median, as probes differ, and both threads may be on
   * one processor.
   */
  static double nanos() {
    return Measurement.median(DoubleStream.generate(Distance::probe).limit(PROBES).toArray());
  }

  private static double probe() {
    var ball = new AtomicInteger(HERE);
    var other = Thread.ofPlatform().daemon().start(() -> sendBack(ball));
    long start = System.nanoTime();
    long trips = 0;
    long passed;
    do {
      for (int i = 0; i < TRIPS; i++) {
        ball.set(THERE);
        while (ball.get() == THERE) {
          Thread.onSpinWait();
        }
      }
      trips += TRIPS;
      passed = System.nanoTime() - start;
    } while (passed < PROBE_NANOS);
    ball.set(OVER);
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return (double) passed / trips / 2;
  }

  private static void sendBack(AtomicInteger ball) {
    for (int seen; (seen = ball.get()) != OVER; ) {
      if (seen == THERE) {
        ball.set(HERE);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}

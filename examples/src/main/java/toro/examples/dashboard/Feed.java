package toro.examples.dashboard;

import static toro.Clause.after;
import static toro.Clause.whenSet;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import toro.AsyncBroadcast;
import toro.AsyncEvent;
import toro.AsyncTracker;
import toro.ClosedException;
import toro.LaggedException;
import toro.Permit;
import toro.Select;
import toro.Wait;

/** Takes a sample at each tick, and tells it to all who read; nobody holds up anybody else. */
final class Feed {
  private final AsyncBroadcast<Sample> samples;
  private final AsyncTracker readers = new AsyncTracker().named("readers");
  private final AsyncEvent stop;
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private long taken; // by who runs it

  /** Where one reader's events go. */
  interface Reader {
    void sample(Sample sample) throws Exception;

    void missed(long samples) throws Exception;
  }

  /**
   * @param keep how many samples are kept for those who are slow, or late
   * @param stop ends it
   */
  Feed(int keep, AsyncEvent stop) {
    this.samples = AsyncBroadcast.<Sample>lossy(keep).named("samples");
    this.stop = stop;
  }

  /** Takes samples until it is told to stop: then each reader reads what there is, and ends. */
  // @start region=run
  void run(Duration every) throws InterruptedException {
    var stopped = whenSet(stop);
    var next = Select.ordered(stopped, after(every));
    while (!next.select().await().is(stopped)) {
      put(Sample.take(taken++, readers()));
    }
    close();
  }

  // @end region=run

  void put(Sample sample) {
    samples.put(sample); // waits for nobody
  }

  void close() {
    readers.close();
    samples.close();
  }

  /** Lets a reader in, until the permit is closed; null if it is too late. */
  @Nullable Permit enter() {
    return readers.tryEnter();
  }

  /**
   * Tells a reader of the last samples, and then of each one, until the feed ends.
   *
   * @param pause how long it is busy with each, while there is no end in sight
   * @throws ClosedException if the feed has ended before
   */
  // @start region=follow
  void follow(Reader reader, Duration pause) throws Exception {
    try (var mine = subscribe()) {
      var items = mine.items().iterator();
      while (items.hasNext()) { // waits for one
        try {
          reader.sample(items.next());
          told.incrementAndGet();
          busy(pause);
        } catch (LaggedException gap) { // it was too slow, and goes on with the oldest there is
          reader.missed(gap.missed());
          missed.addAndGet(gap.missed());
        }
      }
    }
  }

  /** Who comes late sees the last samples at once. */
  private AsyncBroadcast.Subscription<Sample> subscribe() {
    return samples.subscribe(samples.capacity() / 2);
  }

  // @end region=follow

  private void busy(Duration pause) throws InterruptedException {
    if (pause.isPositive()) {
      var unused = Wait.firstOf(whenSet(stop), after(pause)).await();
    }
  }

  /** A wait for the last reader, once this is closed. */
  Wait<@Nullable Void> whenDone() {
    return readers.whenDone();
  }

  /** How many are let in, and have not left. */
  int inside() {
    return readers.inside();
  }

  /** How many read. */
  int readers() {
    return samples.subscriptions();
  }

  /** What has come of it. */
  String account() {
    return taken + " samples, told " + told + " times, missed " + missed + " times";
  }
}

package toro;

import static java.util.Objects.requireNonNull;

/**
 * The ends of a queue that are counted: it closes when the last producer has closed and nothing
 * that one has asked for is pending, or when the last consumer has closed. All under the guard.
 */
final class QueueEnds<T> {
  private final QueueEngine<T> engine;
  private int producers; // open
  private int consumers; // open
  private int pending; // puts and reserves that wait, and open slots

  QueueEnds(QueueEngine<T> engine) {
    this.engine = engine;
  }

  /** Something that a producer has asked for is under way. */
  void begin() {
    pending++;
  }

  /** It has ended. */
  void end(WaitGrants grants) {
    pending--;
    closeAfterProducers(grants);
  }

  private void closeAfterProducers(WaitGrants grants) {
    if (producers == 0 && pending == 0) {
      engine.close(failure(), grants);
    }
  }

  private ClosedException failure() {
    return new ClosedException(engine.owner.brief() + ": closed", null);
  }

  /** A put that is about to wait. */
  QueueWaiter.Put<T> put(T item) {
    begin();
    return new Put<>(this, item);
  }

  // ---- opening and closing, each in one step

  static <T> QueueEnds<T> openProducer(QueueEngine<T> engine) {
    return open(engine, true);
  }

  static <T> QueueEnds<T> openConsumer(QueueEngine<T> engine) {
    return open(engine, false);
  }

  private static <T> QueueEnds<T> open(QueueEngine<T> engine, boolean isProducer) {
    engine.guard().lock();
    try {
      if (engine.closed != null) {
        throw engine.closed;
      }
      QueueExtras<T> extras = engine.extras();
      QueueEnds<T> ends = extras.ends;
      if (ends == null) {
        ends = new QueueEnds<>(engine);
        extras.ends = ends;
      }
      ends.producers += isProducer ? 1 : 0;
      ends.consumers += isProducer ? 0 : 1;
      return ends;
    } finally {
      engine.unlock();
    }
  }

  /** An open producer has closed. */
  void closeProducer() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      producers--;
      closeAfterProducers(grants);
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  /** An open consumer has closed. */
  void closeConsumer() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      consumers--;
      if (consumers == 0) {
        engine.close(failure(), grants);
      }
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  private static final class Put<T> extends QueueWaiter.Put<T> {
    Put(QueueEnds<T> ends, T item) {
      super(ends.engine, item);
    }

    @Override
    void hasLeft(WaitGrants grants) {
      QueueEngine<T> of = cast(engine);
      requireNonNull(of.extras().ends).end(grants);
    }
  }
}

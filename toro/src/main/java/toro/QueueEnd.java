package toro;

import java.util.concurrent.atomic.AtomicBoolean;

/** An end of a queue that is counted. */
abstract sealed class QueueEnd<T> permits AsyncQueue.Producer, AsyncQueue.Consumer {
  private final AsyncQueue<T> queue;
  private final QueueEngine<T> engine;
  final QueueEnds<T> ends;
  private final AtomicBoolean closed = new AtomicBoolean();

  QueueEnd(AsyncQueue<T> queue, QueueEngine<T> engine, QueueEnds<T> ends) {
    this.queue = queue;
    this.engine = engine;
    this.ends = ends;
  }

  /** The queue, for an end that is open. */
  final AsyncQueue<T> queue() {
    requireOpen();
    return queue;
  }

  /** Its engine, for an end that is open. */
  final QueueEngine<T> engine() {
    requireOpen();
    return engine;
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException(this + " is closed");
    }
  }

  final void closeOnce(Runnable closing) {
    if (closed.compareAndSet(false, true)) {
      closing.run();
    }
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "["
        + queue.brief()
        + (closed.get() ? ", closed]" : ", open]");
  }
}

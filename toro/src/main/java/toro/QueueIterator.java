package toro;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Takes the items of a queue in a thread that may block, until the queue has ended. */
final class QueueIterator<T> implements Iterator<T> {
  private final QueueEngine<T> engine;
  private @Nullable T taken; // by hasNext, for next
  private @Nullable ClosedException failure; // instead
  private boolean hasEnded;

  QueueIterator(QueueEngine<T> engine) {
    this.engine = engine;
  }

  @Override
  public boolean hasNext() {
    if (taken == null && failure == null && !hasEnded) {
      look();
    }
    return !hasEnded;
  }

  private void look() {
    try {
      taken = engine.take().await();
    } catch (ClosedException closed) {
      if (closed.getCause() == null) {
        hasEnded = true;
      } else {
        failure = closed;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException(engine.owner.brief() + ": closed");
    }
    if (failure != null) {
      throw failure;
    }
    T item = requireNonNull(taken);
    taken = null;
    return item;
  }
}

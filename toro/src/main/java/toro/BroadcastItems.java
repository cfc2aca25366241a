package toro;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The items of a subscription, for a thread that may block. */
final class BroadcastItems<T> implements Iterator<T> {
  private final BroadcastReader<T> reader;
  private @Nullable T next; // these three: by the thread that iterates
  private @Nullable RuntimeException failure; // to be thrown by next
  private boolean isOver;

  BroadcastItems(BroadcastReader<T> reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    if (next == null && failure == null && !isOver) {
      try {
        next = reader.take().await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new CancellationException(reader.engine.owner.brief() + ": interrupted");
      } catch (ClosedException closed) {
        isOver = closed.getCause() == null;
        failure = isOver ? null : closed;
      } catch (LaggedException lagged) {
        failure = lagged;
      }
    }
    return !isOver;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException(reader.engine.owner.brief() + ": closed");
    }
    RuntimeException thrown = failure;
    if (thrown != null) {
      failure = thrown instanceof LaggedException ? null : thrown; // a gap is told once
      throw thrown;
    }
    T item = requireNonNull(next);
    next = null;
    return item;
  }
}

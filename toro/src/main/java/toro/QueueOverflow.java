package toro;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a queue does with an item for which there is no room, instead of having its put wait: it
 * drops one, and reports that. All is called under the guard; the report comes after it.
 */
abstract class QueueOverflow<T> {
  private static final System.Logger LOG = System.getLogger("toro");

  private final QueueState<T> queue;
  private final Consumer<? super T> handler;
  private long dropped;

  QueueOverflow(QueueState<T> queue, Consumer<? super T> handler) {
    this.queue = queue;
    this.handler = handler;
  }

  /** Takes in a new item for which there is neither a taker nor room. */
  abstract void enter(T item, WaitGrants grants);

  /** Drops what is too much for a smaller capacity. */
  void shrink(WaitGrants grants) {}

  /** An item comes back for which there is no taker: what of it is kept, whatever the room. */
  abstract @Nullable T comeBack(T item, WaitGrants grants);

  /** Whether what comes in is not itself what is dropped. */
  boolean accepts() {
    return true;
  }

  /** Whether room can be reserved. */
  boolean hasSlots() {
    return false;
  }

  final long dropped() {
    return dropped;
  }

  /** As enter; whom that settles and what it reports, to be delivered. */
  final @Nullable Waiter<?> put(T item) {
    var grants = new WaitGrants();
    enter(item, grants);
    return (Waiter<?>) grants.followedBy(null);
  }

  /** The same for an offer: one that is refused was never accepted. */
  final @Nullable Waiter<?> offer(T item) {
    if (accepts()) {
      return put(item);
    }
    dropped++;
    return new Report<>(queue.owner, handler, item);
  }

  /** Drops an item that was accepted: it counts as finished. */
  final void drop(T item, WaitGrants grants) {
    dropped++;
    grants.add(new Report<>(queue.owner, handler, QueueItem.<T>itemOf(item)));
    queue.tasks.finish(1, grants);
  }

  /** Calls the handler, as a function that hangs on a wait which was granted: once, in turn. */
  private static final class Report<T> extends Waiter<@Nullable Void> {
    private final Primitive owner;

    Report(Primitive owner, Consumer<? super T> handler, T item) {
      this.owner = owner;
      hook(new Hook(() -> report(handler, item))); // while it is pending: so it is called later
      decideUnseen(GRANTED);
    }

    private void report(Consumer<? super T> handler, T item) {
      try {
        handler.accept(item);
      } catch (Throwable failure) {
        LOG.log(Level.WARNING, owner.brief() + ": what is told of dropped items failed", failure);
      }
    }

    @Override
    Object blocker() {
      return owner;
    }
  }
}

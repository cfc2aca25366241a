package toro;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a queue does with an item for which there is no room, instead of having its put wait: it
 * drops one, and reports that. All is called under the guard; the report comes after it.
 */
abstract class QueueOverflow<T> {
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
    return report(item);
  }

  /** Drops an item that was accepted: it counts as finished. */
  final void drop(T item, WaitGrants grants) {
    dropped++;
    grants.add(report(QueueItem.itemOf(item)));
    queue.tasks.finish(1, grants);
  }

  private WaitNotice report(T item) {
    return new WaitNotice(queue.owner, () -> tell(item));
  }

  private void tell(T item) {
    try {
      handler.accept(item);
    } catch (Throwable failure) { // not the affair of who puts
      queue.owner.warn("what is told of dropped items failed", failure);
    }
  }
}

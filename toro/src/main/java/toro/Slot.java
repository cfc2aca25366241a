package toro;

/**
 * Room for one item in a queue, that nobody else gets: what {@link AsyncQueue#reserve} grants.
 *
 * {@snippet file="Snippets.java" region="slot"}
 *
 * <p>Any thread may use it. It is used once: by the first {@link #put} or {@link #close}.
 *
 * @param <T> the items' type
 */
public sealed interface Slot<T> extends AutoCloseable permits QueueSlot {

  /**
   * Puts the item, which comes into the queue now, after all that were put before; never waits.
   * What a priority queue's comparator throws leaves the slot open. May be called after {@link
   * AsyncQueue#close}.
   *
   * @param item the item
   * @throws IllegalStateException if the slot is not open
   * @throws ClosedException after {@link AsyncQueue#closeNow}
   */
  void put(T item);

  /**
   * Says whether an item can be put.
   *
   * @return false once the slot was put into or closed, and after {@link AsyncQueue#closeNow}
   */
  boolean isOpen();

  /** Gives the room back, if no item was put. Idempotent. */
  @Override
  void close();
}

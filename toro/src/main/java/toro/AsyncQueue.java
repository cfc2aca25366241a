package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A queue between producers and consumers that wait without blocking a thread. It counts the items
 * that are not finished yet, so that a program can end when the last one is done.
 *
 * {@snippet file="Snippets.java" region="queue"}
 *
 * <p><b>Fairness.</b> Takers get items in the order in which they came, and waiting puts are
 * accepted in the order in which they came. Where takers wait, an item goes to the first of them
 * directly. When a take makes room, the first waiting put is accepted in the same step, before the
 * item to take is chosen.
 *
 * <p><b>Cancellation.</b> A put that is given up was never accepted: its item is never delivered. A
 * take that is given up took nothing. An item that was granted to a take but reached no function
 * and no reader goes to the first taker, else back to the head of the queue, which may then hold
 * one more than its capacity. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before an item was put happens-before what its taker does; what
 * was done before {@link #taskDone} happens-before what a {@link #whenDone} waiter does.
 *
 * @param <T> the items' type; null is not an item
 */
public final class AsyncQueue<T> extends Primitive {
  private final QueueEngine<T> engine;

  private AsyncQueue(int capacity, boolean newestFirst) {
    engine = new QueueRing<>(this, capacity, newestFirst);
  }

  private AsyncQueue(int capacity, Comparator<? super T> order) {
    engine = new QueueSorted<>(this, capacity, order);
  }

  /**
   * A queue that never makes a put wait. First in, first out.
   *
   * @param <T> the items' type
   * @return an empty queue
   */
  public static <T> AsyncQueue<T> unbounded() {
    return new AsyncQueue<>(Integer.MAX_VALUE, false);
  }

  /**
   * A queue in which puts wait while it is full. First in, first out.
   *
   * @param <T> the items' type
   * @param capacity how many items it holds
   * @return an empty queue
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncQueue<T> bounded(int capacity) {
    return new AsyncQueue<>(positive(capacity), false);
  }

  /**
   * A queue that holds nothing: a put completes when a taker takes the item.
   *
   * @param <T> the items' type
   * @return an empty queue
   */
  public static <T> AsyncQueue<T> rendezvous() {
    return new AsyncQueue<>(0, false);
  }

  /**
   * A queue from which the newest item is taken first.
   *
   * @param <T> the items' type
   * @param capacity how many items it holds
   * @return an empty queue
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncQueue<T> lifo(int capacity) {
    return new AsyncQueue<>(positive(capacity), true);
  }

  /**
   * A queue from which the least item is taken first; equal items keep their order.
   *
   * @param <T> the items' type
   * @param capacity how many items it holds
   * @return an empty queue
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T extends Comparable<T>> AsyncQueue<T> priority(int capacity) {
    return priority(capacity, Comparator.<T>naturalOrder());
  }

  /**
   * A queue from which the least item is taken first; equal items keep their order. What the
   * comparator throws goes to the one who puts, and nothing is inserted. It runs under the queue's
   * lock, and may not call the queue.
   *
   * @param <T> the items' type
   * @param capacity how many items it holds
   * @param order which item is less
   * @return an empty queue
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncQueue<T> priority(int capacity, Comparator<? super T> order) {
    return new AsyncQueue<>(positive(capacity), requireNonNull(order, "order"));
  }

  private static int positive(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity must be positive: " + capacity);
    }
    return capacity;
  }

  /**
   * Names this queue, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this queue
   */
  public AsyncQueue<T> named(String name) {
    setName(name);
    return this;
  }

  // ---- putting

  /**
   * Puts an item, waiting for room where the queue is full.
   *
   * @param item the item
   * @return a wait that completes when the queue has accepted the item, which may be the same one
   *     for all that it accepts at the call; fails with {@link ClosedException} when closed, and
   *     with what a priority queue's comparator throws
   */
  @CanIgnoreReturnValue
  public Wait<@Nullable Void> put(T item) {
    return engine.put(requireNonNull(item, "item"));
  }

  /**
   * Puts an item if there is room for it now, or somebody waits to take it.
   *
   * @param item the item
   * @return whether the queue has accepted it
   * @throws ClosedException when closed
   */
  public boolean offer(T item) {
    return engine.offer(requireNonNull(item, "item"));
  }

  // ---- taking

  /**
   * Takes an item, waiting for one where the queue is empty.
   *
   * @return a wait that completes with the item; fails with {@link ClosedException} when the queue
   *     is closed and empty
   */
  public Wait<T> take() {
    return engine.take();
  }

  /**
   * Takes an item if there is one now.
   *
   * @return the item, or null
   */
  public @Nullable T poll() {
    return engine.poll();
  }

  /**
   * The item that would be taken next, which stays. Items of waiting puts are not looked at.
   *
   * @return the item, or null
   */
  public @Nullable T peek() {
    return engine.peek();
  }

  // ---- counting

  /**
   * How many items are in the queue.
   *
   * @return the number, without the items of waiting puts
   */
  public int size() {
    return engine.size();
  }

  /**
   * How many items the queue holds at most.
   *
   * @return the capacity; 0 for a rendezvous, {@link Integer#MAX_VALUE} if unbounded
   */
  public int capacity() {
    return engine.capacity();
  }

  /**
   * How many items there is room for.
   *
   * @return the number
   */
  public int remainingCapacity() {
    return Math.max(0, capacity() - size());
  }

  /**
   * Says whether there is nothing in the queue.
   *
   * @return whether {@link #size()} is 0
   */
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * Says whether there is no room in the queue.
   *
   * @return whether a put would wait, unless somebody waits to take
   */
  public boolean isFull() {
    return remainingCapacity() == 0;
  }

  /**
   * Says that one item which was taken is finished.
   *
   * @throws IllegalStateException if this was called for every item before
   */
  public void taskDone() {
    engine.tasks.finishOne();
  }

  /**
   * How many items were put and are not finished.
   *
   * @return the number of items for which {@link #taskDone} was not called yet
   */
  public int unfinishedTasks() {
    return engine.unfinished();
  }

  /**
   * Waits until every item that was put is finished.
   *
   * @return a wait that completes when no task is unfinished
   */
  public Wait<@Nullable Void> whenDone() {
    return engine.tasks.whenDone();
  }

  /**
   * Takes one item after the other and hands each to the worker; {@link #taskDone} follows when the
   * worker's stage has ended. Cancelling the returned wait takes nothing more, and cancels the
   * worker's stage.
   *
   * @param worker what to do with an item
   * @return a wait that completes when the queue is closed and empty; it fails with the cause given
   *     to {@link #close(Throwable)}, or with the first failure of the worker
   */
  @CanIgnoreReturnValue
  public Wait<@Nullable Void> forEach(Function<? super T, ? extends CompletionStage<?>> worker) {
    return new QueueForEach<>(this, requireNonNull(worker, "worker")).start();
  }

  /**
   * Publishes the items: each goes to one of the subscribers, who compete with all who take. An
   * item is taken only when a subscriber has asked for one, and one at a time; if he cancels before
   * he is handed it, it goes back. He is called on the thread that put the item, or on the loop
   * where he subscribed. When the queue is closed and empty, the next request completes, or fails
   * with the cause given to {@link #close(Throwable)}. {@link #taskDone} is not called.
   *
   * @return a publisher for any number of subscribers
   */
  public Flow.Publisher<T> asPublisher() {
    return new FlowPublisher<>(
        this,
        () ->
            new FlowPublisher.Source<>() {
              @Override
              Wait<?> next() {
                return engine.take();
              }
            });
  }

  /**
   * Puts all that a publisher sends, which is asked for no more than the queue has room for, nor
   * for more than 32 items at once: each item that is accepted lets the next one come. Giving the
   * wait up cancels the subscription; items that were not accepted are dropped.
   *
   * @param source the publisher
   * @return a wait that ends as the publisher does, when all it has sent is accepted; fails with
   *     {@link ClosedException} when this is closed before
   */
  @CanIgnoreReturnValue
  public Wait<@Nullable Void> putAll(Flow.Publisher<? extends T> source) {
    int window = Math.clamp(capacity(), 1, 32);
    return new FlowFeed<T>(this, window, engine::put).start(requireNonNull(source, "source"));
  }

  // ---- closing

  /**
   * Closes the queue: waiting puts fail and are never delivered; what is in the queue stays
   * takable. Then {@link #take} fails with {@link ClosedException}, {@link #poll} returns null, and
   * {@link #offer} throws. {@link #whenDone} is not affected. Idempotent.
   */
  public void close() {
    engine.close(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why, and {@link #forEach} fails
   * with it.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    engine.close(requireNonNull(cause, "cause"));
  }

  /**
   * Closes the queue and empties it: what was in it counts as finished. Items already taken may
   * still be reported by {@link #taskDone}.
   *
   * @return what was in the queue, in the order of taking
   */
  public List<T> closeNow() {
    close();
    return engine.drain();
  }

  /**
   * Says whether the queue is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return engine.isClosed();
  }

  /**
   * How many stand in line: to put, to take, or for {@link #whenDone}.
   *
   * @return the number
   */
  public int waiting() {
    return engine.waiting();
  }

  WaitSource<T> taking() {
    return new QueueSource<>(engine);
  }

  WaitSource<@Nullable Void> putting(T item) {
    return new QueueSource.Put<>(engine, requireNonNull(item, "item"));
  }

  WaitSource<@Nullable Void> beingDone() {
    return new QueueSource.Done(engine);
  }

  @Override
  String state() {
    return engine.state();
  }
}

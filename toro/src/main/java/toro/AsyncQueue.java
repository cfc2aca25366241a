package toro;

import static java.util.Objects.requireNonNull;
import static toro.QueueState.positive;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
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

  private AsyncQueue(Function<Primitive, QueueEngine<T>> making) {
    engine = making.apply(this);
  }

  private static <T> AsyncQueue<T> ring(int capacity, boolean isFixed, boolean newestFirst) {
    return new AsyncQueue<>(owner -> new QueueRing<>(owner, capacity, isFixed, newestFirst));
  }

  /**
   * A queue that never makes a put wait. First in, first out.
   *
   * @param <T> the items' type
   * @return an empty queue
   */
  public static <T> AsyncQueue<T> unbounded() {
    return ring(QueueState.UNBOUNDED, true, false);
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
    return ring(positive(capacity), false, false);
  }

  /**
   * A queue that holds nothing: a put completes when a taker takes the item.
   *
   * @param <T> the items' type
   * @return an empty queue
   */
  public static <T> AsyncQueue<T> rendezvous() {
    return ring(0, true, false);
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
    return ring(positive(capacity), false, true);
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
    requireNonNull(order, "order");
    return new AsyncQueue<>(owner -> new QueueSorted<>(owner, positive(capacity), order));
  }

  /**
   * A queue that makes no put wait: one into a full queue drops the oldest item, which is reported
   * and counts as finished. An item that went back, as nobody received it or its lease was closed,
   * is not dropped: the queue may then hold more than its capacity. There are no slots.
   *
   * @param <T> the items' type
   * @param capacity how many items it holds
   * @param dropped is told of each item that is dropped, once, on the thread that caused it, as a
   *     function is that hangs on a wait; it may call the queue. What it throws is logged
   * @return an empty queue
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncQueue<T> droppingOldest(
      int capacity, java.util.function.Consumer<? super T> dropped) {
    return new AsyncQueue<>(owner -> QueueDropping.oldest(owner, positive(capacity), dropped));
  }

  /**
   * As {@link #droppingOldest}, but what is dropped is the item that is put into a full queue. A
   * put of it completes: it was accepted, dropped, and is finished. An {@link #offer} of it returns
   * false: it was never accepted, and counts only as dropped.
   *
   * @param <T> the items' type
   * @param capacity how many items it holds
   * @param dropped as for {@link #droppingOldest}
   * @return an empty queue
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncQueue<T> droppingIncoming(
      int capacity, java.util.function.Consumer<? super T> dropped) {
    return new AsyncQueue<>(owner -> QueueDropping.incoming(owner, positive(capacity), dropped));
  }

  /**
   * A queue that holds at most one item for each key, and makes no put wait: a new item takes the
   * place in line of the old one, which is reported and counts as finished. Only items in the queue
   * are replaced. One that goes back while a newer one of its key is there is itself replaced.
   *
   * @param <T> the items' type
   * @param key the key of an item, not null; called by who puts. What it throws goes to that one.
   *     The key's {@code equals} runs under the queue's lock, and may not call the queue
   * @param replaced is told of each item that is replaced, as for {@link #droppingOldest}
   * @return an empty queue
   */
  public static <T> AsyncQueue<T> conflating(
      Function<? super T, ?> key, java.util.function.Consumer<? super T> replaced) {
    return new AsyncQueue<>(owner -> new QueueConflated<>(owner, key, replaced));
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
    return engine.put(requireNonNull(item, "item"), null);
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

  /**
   * Reserves room for an item that is yet to be made: for one that is costly, or must not be lost.
   * Reserves and puts are served in the order in which they came.
   *
   * @return a wait that completes with the slot as soon as there is room; giving it up takes none,
   *     and a slot that reached nobody is closed. It fails with {@link ClosedException} when closed
   * @throws IllegalStateException if the queue has no slots: rendezvous and dropping queues
   */
  @CheckReturnValue
  public Wait<Slot<T>> reserve() {
    return QueueSlot.reserve(engine, null);
  }

  /**
   * Reserves room for an item, if there is some now.
   *
   * @return the slot, or null
   * @throws IllegalStateException if the queue has no slots: rendezvous and dropping queues
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Slot<T> tryReserve() {
    return QueueSlot.tryReserve(engine, null);
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
   * Takes an item that comes back, unless it is said to be done: if the worker fails, nothing is
   * lost. Leases and takes stand in one line.
   *
   * @return a wait that completes with the lease; giving it up takes nothing, and a lease that
   *     reached nobody goes back. It fails with {@link ClosedException} as {@link #take} does
   */
  @CheckReturnValue
  public Wait<Lease<T>> lease() {
    return QueueLease.lease(engine);
  }

  /**
   * Leases an item if there is one now.
   *
   * @return the lease, or null
   */
  @CheckReturnValue
  public @Nullable Lease<T> tryLease() {
    return QueueLease.tryLease(engine);
  }

  /**
   * Takes several items: waits for the first one, and takes what is there with it.
   *
   * @param max how many at most
   * @return a wait that completes with 1 to max items, in the order of taking; if it is given up,
   *     or reaches nobody, all of them go back to their places. It fails with {@link
   *     ClosedException} as {@link #take} does
   * @throws IllegalArgumentException if max is not positive
   */
  public Wait<List<T>> takeBatch(int max) {
    return takeBatch(max, Duration.ZERO);
  }

  /**
   * Takes several items: waits for the first one however long, and then for more, until there are
   * enough, the linger has passed, or the queue has ended.
   *
   * @param max how many at most
   * @param linger how long to go on, counted from the first item; zero: takes what is there
   * @return a wait as of {@link #takeBatch(int)}
   * @throws IllegalArgumentException if max is not positive, or the linger is negative
   */
  public Wait<List<T>> takeBatch(int max, Duration linger) {
    return new QueueBatch<>(engine, max, linger).start();
  }

  /**
   * Takes as many items as there are now.
   *
   * @param max how many at most
   * @return the items, in the order of taking; empty if there are none
   * @throws IllegalArgumentException if max is not positive
   */
  public List<T> poll(int max) {
    return QueueBatch.poll(engine, max);
  }

  /**
   * The items, one after the other, for a thread that may block or a coroutine: {@code hasNext}
   * waits for one and takes it, {@code next} hands it over. So a loop that is left has taken
   * nothing that it has not seen. It ends when the queue has ended; if that was closed with a
   * cause, {@code next} throws the {@link ClosedException}. An interrupt throws {@link
   * java.util.concurrent.CancellationException}, and the flag stays set. {@link #taskDone} is left
   * to the loop.
   *
   * @return what is in the queue, and what will be
   */
  public Iterable<T> items() {
    return () -> new QueueIterator<>(engine);
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
   * @return the number, without the room that is reserved; 0 while there are more items than the
   *     capacity
   */
  public int remainingCapacity() {
    return engine.remaining();
  }

  /**
   * Changes the capacity. Nothing is lost by a smaller one: puts wait until there is room again; a
   * dropping queue drops at once what is too much.
   *
   * @param capacity how many items it holds from now on
   * @throws IllegalStateException if it has none to be changed: unbounded, rendezvous, conflating
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public void resize(int capacity) {
    engine.resize(positive(capacity));
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
    return FlowPublisher.taking(this, engine::take);
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
    return new FlowFeed<T>(this, window, this::put).start(requireNonNull(source, "source"));
  }

  /**
   * How much there is of everything, at one moment.
   *
   * @return the numbers
   */
  public QueueStats stats() {
    return engine.stats();
  }

  // ---- closing

  /**
   * Closes the queue: waiting puts and reserves fail and are never delivered; what is in the queue
   * stays takable, and so does what comes of a slot or a lease that is open. When it has ended (it
   * is empty, and neither slot nor lease is open) {@link #take} fails with {@link ClosedException}
   * and {@link #poll} returns null; {@link #offer} throws at once. {@link #whenDone} is not
   * affected. A batch that lingers ends with what it has. An item that was granted, and that nobody
   * has received, still comes back; where all takes have been told the end by then, it is there for
   * {@code poll}, {@link #closeNow}, and the takes that come later. Idempotent.
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
   * Closes the queue and empties it: what was in it counts as finished. Slots are open no longer.
   * Items already taken may still be reported by {@link #taskDone}, and leases go on.
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

  QueueEngine<T> engine() {
    return engine;
  }

  @Override
  String state() {
    return engine.state();
  }

  /**
   * Opens an end to put by, which is counted: once there was one, the queue closes when none is
   * open and nothing that was asked for by one is pending, as a put or reserve that waits or a slot
   * that is open. Who puts directly is not counted.
   *
   * @return an end that has to be closed
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public Producer<T> producer() {
    return new Producer<>(this);
  }

  /**
   * Opens an end to take by, which is counted: when the last one closes, the queue closes; what is
   * in it stays for {@link #poll} and {@link #closeNow}. Who takes directly is not counted.
   *
   * @return an end that has to be closed
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public Consumer<T> consumer() {
    return new Consumer<>(this);
  }

  /**
   * An end of a queue to put by; see {@link AsyncQueue#producer}. Each method but {@code close}
   * throws {@link IllegalStateException} once the end is closed.
   *
   * @param <T> the items' type
   */
  public static final class Producer<T> extends QueueEnd<T> implements AutoCloseable {
    private Producer(AsyncQueue<T> queue) {
      super(queue, queue.engine, QueueEnds.openProducer(queue.engine));
    }

    /**
     * As {@link AsyncQueue#put}.
     *
     * @param item the item
     * @return a wait as that of the queue; it goes on when this is closed
     */
    @CanIgnoreReturnValue
    public Wait<@Nullable Void> put(T item) {
      return engine().put(requireNonNull(item, "item"), ends);
    }

    /**
     * As {@link AsyncQueue#offer}.
     *
     * @param item the item
     * @return whether the queue has accepted it
     * @throws ClosedException when the queue is closed
     */
    public boolean offer(T item) {
      return engine().offer(requireNonNull(item, "item"));
    }

    /**
     * As {@link AsyncQueue#reserve}.
     *
     * @return a wait as that of the queue; it goes on when this is closed, and so does the slot
     */
    @CheckReturnValue
    public Wait<Slot<T>> reserve() {
      return QueueSlot.reserve(engine(), ends);
    }

    /**
     * As {@link AsyncQueue#tryReserve}.
     *
     * @return the slot, or null
     * @throws ClosedException when the queue is closed
     */
    @CheckReturnValue
    public @Nullable Slot<T> tryReserve() {
      return QueueSlot.tryReserve(engine(), ends);
    }

    /**
     * Opens one more, for another thread or function.
     *
     * @return an end that has to be closed
     * @throws ClosedException when the queue is closed
     */
    @CheckReturnValue
    public Producer<T> producer() {
      return queue().producer();
    }

    /**
     * Closes the queue at once, as {@link AsyncQueue#close(Throwable)}, and this end.
     *
     * @param cause why
     */
    public void fail(Throwable cause) {
      queue().close(cause);
      close();
    }

    /** Closes this end; the queue closes with the last one. Idempotent. */
    @Override
    public void close() {
      closeOnce(ends::closeProducer);
    }
  }

  /**
   * An end of a queue to take by; see {@link AsyncQueue#consumer}. Each method but {@code close}
   * throws {@link IllegalStateException} once the end is closed.
   *
   * @param <T> the items' type
   */
  public static final class Consumer<T> extends QueueEnd<T> implements AutoCloseable {
    private Consumer(AsyncQueue<T> queue) {
      super(queue, queue.engine, QueueEnds.openConsumer(queue.engine));
    }

    /**
     * As {@link AsyncQueue#take}.
     *
     * @return a wait as that of the queue; it goes on when this is closed
     */
    public Wait<T> take() {
      return engine().take();
    }

    /**
     * As {@link AsyncQueue#poll()}.
     *
     * @return the item, or null
     */
    public @Nullable T poll() {
      return engine().poll();
    }

    /**
     * As {@link AsyncQueue#lease}.
     *
     * @return a wait as that of the queue; it goes on when this is closed, and so does the lease
     */
    @CheckReturnValue
    public Wait<Lease<T>> lease() {
      return QueueLease.lease(engine());
    }

    /**
     * Opens one more, for another thread or function.
     *
     * @return an end that has to be closed
     * @throws ClosedException when the queue is closed
     */
    @CheckReturnValue
    public Consumer<T> consumer() {
      return queue().consumer();
    }

    /** Closes this end; the queue closes with the last one. Idempotent. */
    @Override
    public void close() {
      closeOnce(ends::closeConsumer);
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands every item to every subscription, each of which takes them at its own pace, without
 * blocking a thread. The last items are kept: who is slower than that is told what he has missed,
 * or is waited for.
 *
 * {@snippet file="FollowSnippets.java" region="broadcast"}
 *
 * <p>Of a {@link #lossy} one, no put ever waits: it overwrites the oldest item. Of a {@link
 * #lossless} one, a put waits while a subscription has not taken the item that it would overwrite:
 * close subscriptions that are not needed any more.
 *
 * <p><b>Fairness.</b> Items have one order, in which every subscription takes them. Waiting puts
 * are accepted, and those who take from one subscription get items, in the order in which they
 * came.
 *
 * <p><b>Cancellation.</b> A put that is given up was never accepted: its item is never delivered. A
 * take that is given up took nothing. An item that was granted to a take but reached no function
 * and no reader goes back to its subscription, before the next item. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before an item was put happens-before what each of its takers
 * does. No item is kept beyond the capacity.
 *
 * <p>Of an {@link AsyncQueue}, each item goes to one taker. An {@link AsyncValue} keeps the last
 * one only, and who follows it skips those that it replaced.
 *
 * @param <T> the items' type; null is not an item
 */
public final class AsyncBroadcast<T> extends Primitive {
  private final BroadcastEngine<T> engine;

  private AsyncBroadcast(int capacity, boolean isLossless) {
    engine = new BroadcastEngine<>(this, Names.positive("capacity", capacity), isLossless);
  }

  /**
   * A broadcast of which no put waits: it overwrites the oldest item, and subscriptions that have
   * not taken it miss it.
   *
   * @param <T> the items' type
   * @param capacity how many items are kept, exactly
   * @return a broadcast without subscriptions
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncBroadcast<T> lossy(int capacity) {
    return new AsyncBroadcast<>(capacity, false);
  }

  /**
   * A broadcast of which a put waits while a subscription has as many unread items as are kept.
   *
   * @param <T> the items' type
   * @param capacity how many items are kept
   * @return a broadcast without subscriptions
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public static <T> AsyncBroadcast<T> lossless(int capacity) {
    return new AsyncBroadcast<>(capacity, true);
  }

  /**
   * Names this broadcast, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this broadcast
   */
  public AsyncBroadcast<T> named(String name) {
    setName(name);
    return this;
  }

  // ---- putting

  /**
   * Puts an item for every subscription, waiting for room where this is lossless and a subscription
   * is too slow. Without subscriptions it is accepted at once, and kept for those who {@linkplain
   * #subscribe(int) replay} it.
   *
   * @param item the item
   * @return a wait that completes when the item is accepted, which may be the same one for all that
   *     are accepted at the call; fails with {@link ClosedException} when closed
   */
  @CanIgnoreReturnValue
  public Wait<@Nullable Void> put(T item) {
    return engine.put(requireNonNull(item, "item"));
  }

  /**
   * Puts an item for every subscription if no put would wait now.
   *
   * @param item the item
   * @return whether it was accepted, which is always so if this is lossy
   * @throws ClosedException when closed
   */
  public boolean offer(T item) {
    return engine.offer(requireNonNull(item, "item"));
  }

  // ---- subscribing

  /**
   * Subscribes to every item that is accepted from now on.
   *
   * @return a subscription, to be closed when it is not needed any more
   * @throws ClosedException when closed
   */
  public Subscription<T> subscribe() {
    return subscribe(0);
  }

  /**
   * Subscribes to every item that is accepted from now on, and to the last ones before, as far as
   * they are kept.
   *
   * @param replay how many of these, at most
   * @return a subscription, to be closed when it is not needed any more
   * @throws IllegalArgumentException if the number is negative, or above the capacity
   * @throws ClosedException when closed
   */
  public Subscription<T> subscribe(int replay) {
    if (replay < 0 || replay > capacity()) {
      throw new IllegalArgumentException(
          brief() + ": cannot replay " + replay + " of " + capacity() + " items");
    }
    return new Subscription<>(engine.subscribe(replay));
  }

  /**
   * Publishes the items: each subscriber has a subscription of his own from the moment when he
   * subscribes. An item is taken only when he has asked for one, and one at a time; he is called on
   * the thread that put it, or on the loop where he subscribed. Where he misses items of a lossy
   * broadcast, he is failed with {@link LaggedException}. When the broadcast is closed and he has
   * all, the next request completes, or fails with the cause given to {@link #close(Throwable)}.
   *
   * @return a publisher for any number of subscribers
   */
  public Flow.Publisher<T> asPublisher() {
    return new FlowPublisher<>(this, () -> new Published<>(subscribe()));
  }

  /**
   * As {@link #asPublisher()}, but a subscriber that misses items goes on with the oldest one that
   * is kept.
   *
   * @param missed is told of each gap, once, before the next item; what it throws is logged
   * @return a publisher for any number of subscribers
   */
  public Flow.Publisher<T> asPublisher(LongConsumer missed) {
    requireNonNull(missed, "missed");
    return new FlowPublisher<>(this, () -> new Published<>(subscribe().tolerant(missed)));
  }

  private static final class Published<T> extends FlowPublisher.Source<T> {
    private final Subscription<T> subscription;

    Published(Subscription<T> subscription) {
      this.subscription = subscription;
    }

    @Override
    Wait<?> next() {
      return subscription.take();
    }

    @Override
    void close() {
      subscription.close();
    }
  }

  // ---- counting

  /**
   * How many items are kept at most.
   *
   * @return the capacity
   */
  public int capacity() {
    return engine.capacity();
  }

  /**
   * How many subscriptions are open.
   *
   * @return the number
   */
  public int subscriptions() {
    return engine.subscriptions();
  }

  /**
   * How many stand in line: to put, or to take from a subscription.
   *
   * @return the number
   */
  public int waiting() {
    return engine.waiting();
  }

  // ---- closing

  /**
   * Closes the broadcast: waiting puts fail and are never delivered, and {@link #offer} and {@link
   * #subscribe()} throw. Each subscription can still take what it has not taken, and is told what
   * it has missed; then {@link Subscription#take} fails with {@link ClosedException}, and {@link
   * Subscription#poll} returns null. Idempotent.
   */
  public void close() {
    engine.close(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    engine.close(requireNonNull(cause, "cause"));
  }

  /**
   * Says whether the broadcast is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return engine.isClosed();
  }

  @Override
  String state() {
    return engine.state();
  }

  /**
   * Takes the items of a broadcast, from the one after which it was made on. Several may take from
   * it: each item goes to one of them. It has to be closed.
   *
   * @param <T> the items' type
   */
  public static final class Subscription<T> implements AutoCloseable {
    private final BroadcastReader<T> reader;

    private Subscription(BroadcastReader<T> reader) {
      this.reader = reader;
    }

    /**
     * From now on, tells a function how many items were missed, instead of whoever takes next: that
     * one goes on with the oldest item that is kept. To be called before the first take. The
     * function runs on the thread that takes; what it throws is logged.
     *
     * @param missed is told of each gap, once
     * @return this subscription
     * @throws IllegalStateException if somebody has taken from it, or it was called before
     */
    @CanIgnoreReturnValue
    public Subscription<T> tolerant(LongConsumer missed) {
      reader.tolerate(requireNonNull(missed, "missed"));
      return this;
    }

    /**
     * Takes the next item, waiting for one where all were taken.
     *
     * @return a wait that completes with the item; fails with {@link LaggedException}, once, when
     *     items before it were missed, and with {@link ClosedException} when this is closed, or
     *     when the broadcast is closed and all was taken
     */
    public Wait<T> take() {
      return reader.take();
    }

    /**
     * Takes the next item if there is one now.
     *
     * @return the item, or null
     * @throws LaggedException once, when items before it were missed
     */
    public @Nullable T poll() {
      return reader.poll();
    }

    /**
     * The items one after the other, for a loop of a thread that may block: {@code hasNext} waits
     * for an item, and {@code next} throws {@link LaggedException} where items were missed, after
     * which one may go on. The loop ends when this or the broadcast is closed; if with a cause,
     * {@code next} throws the {@link ClosedException}. When the thread is interrupted, {@code
     * hasNext} throws {@link CancellationException}, has taken nothing, and keeps the flag.
     *
     * @return what a loop can go over
     */
    public Iterable<T> items() {
      return () -> new BroadcastItems<>(reader);
    }

    /**
     * How many items can be taken now.
     *
     * @return the number, without those that were missed
     */
    public int size() {
      return reader.size();
    }

    /**
     * How many items this has missed so far, told or not.
     *
     * @return the number
     */
    public long missed() {
      return reader.missed();
    }

    /**
     * Ends the subscription: waits fail with {@link ClosedException}, {@link #poll} returns null,
     * and no put waits for it any more. Idempotent.
     */
    @Override
    public void close() {
      reader.close();
    }

    WaitSource<T> taking() {
      return new BroadcastSource<>(reader);
    }

    @Override
    public String toString() {
      return "Subscription[" + reader.engine.owner.brief() + ", " + reader.state() + "]";
    }
  }
}

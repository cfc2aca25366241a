package toro;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts what a publisher sends, and asks it for one more when one has been accepted. */
final class FlowFeed<T> implements Flow.Subscriber<T> {
  /*
   * Overview.
   *
   * I1. The publisher is asked for `window` items, and then for one whenever a put has been
   *     accepted. So never more than that many are on their way or wait to be put.
   * I2. `open` counts the publisher, until it has ended, and the puts that wait. Who counts it down
   *     to 0 ends the wait as the publisher has ended.
   * I3. Once the wait has ended, the subscription is cancelled, or will be when it comes, and the
   *     puts that wait are given up: `upstream` is NONE before they are looked for, and a put is in
   *     the set before that is read.
   */
  private static final Flow.Subscription NONE =
      new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
      };

  private final Primitive owner;
  private final int window;
  private final Function<? super T, ? extends Wait<?>> put;
  private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();
  private final AtomicInteger open = new AtomicInteger(1); // I2
  private final Set<Wait<?>> waiting = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable failure; // the publisher's, before it is counted down
  private final End end = new End();

  /** Of a primitive, with a function that puts an item into it. */
  FlowFeed(Primitive owner, int window, Function<? super T, ? extends Wait<?>> put) {
    this.owner = owner;
    this.window = window;
    this.put = put;
  }

  Wait<@Nullable Void> start(Flow.Publisher<? extends T> source) {
    try {
      source.subscribe(this);
    } catch (Throwable refused) {
      fail(refused);
    }
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    requireNonNull(subscription, "subscription");
    if (upstream.compareAndSet(null, subscription)) {
      subscription.request(window); // I1
    } else {
      subscription.cancel(); // a second one, or too late: I3
    }
  }

  @Override
  public void onNext(T item) {
    requireNonNull(item, "item");
    if (end.isDone()) {
      return;
    }
    open.getAndIncrement(); // I2
    Wait<?> accepted = put.apply(item);
    if (accepted.isDone()) {
      accepted(accepted);
      return;
    }
    waiting.add(accepted);
    accepted.hook(new WaitNode.Hook(() -> accepted(accepted)));
    if (end.isDone()) { // I3
      accepted.cancel(false);
    }
  }

  private void accepted(Wait<?> done) {
    waiting.remove(done);
    Throwable refused = done.failure();
    if (refused != null) {
      fail(refused);
      return;
    }
    countDown();
    Flow.Subscription from = upstream.get();
    if (from != null) {
      from.request(1); // I1
    }
  }

  @Override
  public void onError(Throwable why) {
    failure = requireNonNull(why, "failure");
    countDown();
  }

  @Override
  public void onComplete() {
    countDown();
  }

  private void countDown() {
    if (open.decrementAndGet() == 0) {
      upstream.set(NONE);
      Throwable why = failure;
      var unused = end.settle(why == null ? WaitState.GRANTED : why);
    }
  }

  private void fail(Throwable why) {
    if (end.settle(why)) {
      cancelAll();
    }
  }

  private void cancelAll() { // I3
    Flow.Subscription from = upstream.getAndSet(NONE);
    if (from != null) {
      from.cancel();
    }
    waiting.forEach(accepted -> accepted.cancel(false));
  }

  private final class End extends Waiter<@Nullable Void> {
    @Override
    boolean giveUp(WaitGiveUp attempt) {
      boolean won = decide(attempt.end);
      if (won) {
        cancelAll();
        settled(false);
      }
      return won;
    }

    @Override
    Object blocker() {
      return owner;
    }

    @Override
    String operation() {
      return "putAll";
    }

    @Override
    String lacking() {
      return "the publisher has not ended";
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes one item after the other for a subscriber, as long as that has asked for more. */
final class FlowSubscription<T> implements Flow.Subscription {
  /*
   * Overview.
   *
   * A loop that goes on whenever something has changed: an item came, the subscriber asked for more
   * or for no more. It runs on whatever thread has changed that, or on the loop where `subscribe`
   * was called.
   *
   *      request, cancel, an item ──▶ goOn ──▶ changes == 0? run : it runs, and looks once more
   *
   * I1. One thread at a time runs it: who counts the first change; it looks again until it has seen
   *     them all. So the subscriber is called by one at a time, and never from inside a call of its
   *     own; all else in here is written by who runs it.
   * I2. It takes only for demand, one at a time: `pending` is what it waits for.
   * I3. What came is received at the moment when it is handed to the subscriber. A cancel before
   *     that gives it back.
   * I4. Nothing is told after the end, or after the loop has seen a cancel; and neither the
   *     subscriber nor the source is kept then.
   */
  private final Primitive owner;
  private final @Nullable Home home = Home.here();
  private final AtomicInteger changes = new AtomicInteger(1); // by start, until it has begun
  private final AtomicLong demand = new AtomicLong();
  private volatile @Nullable Throwable refusal; // of a request for nothing
  private volatile boolean isCancelled;
  private volatile @Nullable Wait<?> pending; // this and all below: I1
  private Flow.@Nullable Subscriber<? super T> subscriber;
  private FlowPublisher.@Nullable Source<T> source;

  FlowSubscription(Primitive owner, Flow.Subscriber<? super T> subscriber) {
    this.owner = owner;
    this.subscriber = subscriber;
  }

  void start(Supplier<FlowPublisher.Source<T>> sources) {
    Throwable closed = null;
    try {
      source = sources.get();
    } catch (ClosedException alreadyClosed) {
      closed = alreadyClosed;
    }
    tell(to -> to.onSubscribe(this));
    if (closed != null && !isCancelled) {
      end(closed);
    }
    run();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      refusal =
          new IllegalArgumentException(owner.brief() + ": non-positive subscription request: " + n);
    } else {
      demand.accumulateAndGet(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
    }
    goOn();
  }

  @Override
  public void cancel() {
    isCancelled = true;
    giveUpPending(); // at once, wherever the loop runs
    goOn();
  }

  private void giveUpPending() {
    Wait<?> taking = pending;
    if (taking != null) {
      taking.abandon(WaitGiveUp.cancel()); // what was granted goes back: I3
    }
  }

  // ---- the loop

  private void goOn() {
    if (changes.getAndIncrement() == 0) { // I1
      Home.at(home, this::run);
    }
  }

  private void run() {
    try (var scope = Trampoline.enter()) {
      int seen = 1;
      do {
        takeAndTell();
        seen = changes.addAndGet(-seen);
      } while (seen != 0); // I1
    }
  }

  private void takeAndTell() {
    while (subscriber != null && !isCancelled && refusal == null) {
      Wait<?> taking = pending;
      boolean isNew = taking == null && demand.get() > 0; // I2
      if (isNew) {
        taking = requireNonNull(source).next();
        pending = taking; // before isCancelled is read, which is written before this is
      }
      if (taking == null) {
        return;
      }
      if (!isCancelled && taking.isDone()) {
        pending = null;
        handOn(taking);
      } else if (!isCancelled) {
        if (isNew) {
          taking.hook(new WaitNode.Hook(this::goOn));
        }
        return;
      }
    }
    if (subscriber != null) { // I4
      giveUpPending();
      pending = null;
      Throwable refused = refusal;
      if (isCancelled || refused == null) {
        forget();
      } else {
        end(refused);
      }
    }
  }

  private void handOn(Wait<?> taken) {
    Throwable failure = taken.received(); // I3
    if (failure == null) {
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      T item = requireNonNull(source).item(requireNonNull(taken.value()));
      tell(to -> to.onNext(item));
    } else if (!isCancelled) {
      end(Wait.unwrap(failure));
    }
  }

  private void end(Throwable why) {
    tell(
        to -> {
          forget();
          if (!(why instanceof ClosedException)) {
            to.onError(why);
          } else if (why.getCause() == null) {
            to.onComplete();
          } else {
            to.onError(why.getCause());
          }
        });
  }

  private void tell(Consumer<Flow.Subscriber<? super T>> call) {
    Flow.Subscriber<? super T> to = subscriber;
    if (to != null) {
      try {
        call.accept(to);
      } catch (Throwable failure) { // it may not throw: it is told nothing any more
        forget();
        owner.warn("a subscriber failed", failure);
      }
    }
  }

  /** Keeps neither the subscriber nor its source (I4). */
  private void forget() {
    subscriber = null;
    FlowPublisher.Source<T> unneeded = source;
    source = null;
    if (unneeded != null) {
      unneeded.close();
    }
  }
}

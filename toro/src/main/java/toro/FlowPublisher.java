package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** Publishes what each of its subscribers takes from a primitive, when that subscriber asks. */
final class FlowPublisher<T> implements Flow.Publisher<T> {
  private final Primitive owner;
  private final Supplier<Source<T>> sources;

  /** What one subscriber takes from, one wait after the other. */
  abstract static class Source<T> {
    abstract Wait<?> next();

    /** What is published of a wait's value. */
    T item(Object taken) {
      return Wait.cast(taken);
    }

    /** The subscriber wants no more. */
    void close() {}
  }

  FlowPublisher(Primitive owner, Supplier<Source<T>> sources) {
    this.owner = owner;
    this.sources = sources;
  }

  /** Of what a wait grants, one after the other. */
  static <T> FlowPublisher<T> taking(Primitive owner, Supplier<? extends Wait<?>> next) {
    return new FlowPublisher<>(
        owner,
        () ->
            new Source<>() {
              @Override
              Wait<?> next() {
                return next.get();
              }
            });
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    new FlowSubscription<T>(owner, requireNonNull(subscriber, "subscriber")).start(sources);
  }

  @Override
  public String toString() {
    return "Publisher[" + owner.brief() + "]";
  }
}

package toro;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The functions that users attach, each wrapped: before it runs it claims its value from the
 * attachment, and it runs in a trampoline scope unless it has an executor of its own.
 */
final class Wrapped {
  private Wrapped() {}

  static <A, R> Function<A, R> function(Attachment at, Function<? super A, ? extends R> f) {
    return a -> {
      at.claimOrThrow();
      try (var scope = at.open()) {
        return f.apply(a);
      }
    };
  }

  static <A> Consumer<A> consumer(Attachment at, Consumer<? super A> f) {
    return a -> {
      at.claimOrThrow();
      try (var scope = at.open()) {
        f.accept(a);
      }
    };
  }

  static Runnable action(Attachment at, Runnable f) {
    return () -> {
      at.claimOrThrow();
      try (var scope = at.open()) {
        f.run();
      }
    };
  }

  static <A, B, R> BiFunction<A, B, R> combiner(
      Attachment at, BiFunction<? super A, ? super B, ? extends R> f) {
    return (a, b) -> {
      at.claimOrThrow();
      try (var scope = at.open()) {
        return f.apply(a, b);
      }
    };
  }

  static <A, B> BiConsumer<A, B> biConsumer(Attachment at, BiConsumer<? super A, ? super B> f) {
    return (a, b) -> {
      at.claimOrThrow();
      try (var scope = at.open()) {
        f.accept(a, b);
      }
    };
  }

  /** A function that sees the failure too: what went back is shown to it as a cancellation. */
  static <A, R> BiFunction<A, Throwable, R> handler(
      Attachment at, BiFunction<? super A, Throwable, ? extends R> f) {
    return (a, x) -> {
      Throwable failure = x == null && !at.claim() ? at.tooLate() : x;
      try (var scope = at.open()) {
        return f.apply(failure == null ? a : null, failure);
      }
    };
  }

  static <A> BiConsumer<A, Throwable> observer(
      Attachment at, BiConsumer<? super A, ? super Throwable> f) {
    return (a, x) -> {
      var late = x == null && !at.claim() ? at.tooLate() : null;
      try (var scope = at.open()) {
        f.accept(late == null ? a : null, late == null ? x : late);
      } catch (Throwable failure) {
        if (late == null) {
          throw failure;
        }
        late.addSuppressed(failure);
      }
      if (late != null) {
        throw late;
      }
    };
  }

  static <A, R> Function<A, R> eitherFunction(Attachment at, Function<? super A, R> f) {
    return a -> {
      at.claimOne(a);
      try (var scope = at.open()) {
        return f.apply(a);
      }
    };
  }

  static <A> Consumer<A> eitherConsumer(Attachment at, Consumer<? super A> f) {
    return a -> {
      at.claimOne(a);
      try (var scope = at.open()) {
        f.accept(a);
      }
    };
  }

  /** Claims whichever of the two has ended. */
  static Runnable eitherAction(Attachment at, Runnable f) {
    return () -> {
      at.claimEnded();
      try (var scope = at.open()) {
        f.run();
      }
    };
  }

  static <A, U> Function<A, CompletionStage<U>> composer(
      Attachment at, Function<? super A, ? extends CompletionStage<U>> f) {
    return a -> {
      at.claimOrThrow();
      try (var scope = at.open()) {
        return at.adopt(f.apply(a));
      }
    };
  }

  /** What runs on a failure only: there is nothing to receive. */
  static <R> Function<Throwable, R> recovery(Attachment at, Function<Throwable, ? extends R> f) {
    return x -> {
      try (var scope = at.open()) {
        return f.apply(x);
      }
    };
  }

  static <U> Function<Throwable, CompletionStage<U>> recoveringComposer(
      Attachment at, Function<Throwable, ? extends CompletionStage<U>> f) {
    return x -> {
      at.recovers();
      try (var scope = at.open()) {
        return at.adopt(f.apply(x));
      }
    };
  }
}

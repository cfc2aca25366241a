package toro;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a derived stage does when its source has settled: the functions of CompletionStage. */
@SuppressWarnings("unchecked") // the methods that attach are typed
enum WaitFunction {
  APPLY(true, false) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      return ((Function<@Nullable Object, @Nullable Object>) f).apply(value);
    }
  },
  ACCEPT(true, false) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      ((Consumer<@Nullable Object>) f).accept(value);
      return null;
    }
  },
  RUN(true, false) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      ((Runnable) f).run();
      return null;
    }
  },
  COMBINE(true, false) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      return ((BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) f)
          .apply(value, other);
    }
  },
  ACCEPT_BOTH(true, false) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      ((BiConsumer<@Nullable Object, @Nullable Object>) f).accept(value, other);
      return null;
    }
  },
  HANDLE(true, true) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object failure) {
      return ((BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) f)
          .apply(value, failure);
    }
  },
  OBSERVE(true, true) { // whenComplete: its stage ends as the source did, see WaitStage.run
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object failure) {
      ((BiConsumer<@Nullable Object, @Nullable Object>) f).accept(value, failure);
      return value;
    }
  },
  RECOVER(false, true) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object failure) {
      return ((Function<@Nullable Object, @Nullable Object>) f).apply(failure);
    }
  },
  COMPOSE(true, false) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      return ((Function<@Nullable Object, CompletionStage<?>>) f).apply(value);
    }
  },
  RECOVER_COMPOSE(false, true) {
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object failure) {
      return ((Function<@Nullable Object, CompletionStage<?>>) f).apply(failure);
    }
  },
  WITH(true, false) { // a body that is run with a permit
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      return COMPOSE.call(f, value, other);
    }
  },
  RELAY(false, false) { // what hands on
    @Override
    @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
      throw new AssertionError();
    }
  };

  private final boolean onValue;
  private final boolean onFailure;

  WaitFunction(boolean onValue, boolean onFailure) {
    this.onValue = onValue;
    this.onFailure = onFailure;
  }

  /** Whether there is a function to be called; else the source's end is handed on. */
  boolean isCalled(@Nullable Throwable failure) {
    return failure == null ? onValue : onFailure;
  }

  boolean composes() {
    return this == COMPOSE || this == RECOVER_COMPOSE || this == WITH;
  }

  /** What a stage fails with whose function has thrown when the source had failed. */
  Throwable blended(Throwable failure, Throwable thrown) {
    if (this != OBSERVE) {
      return thrown;
    }
    if (thrown != failure) {
      failure.addSuppressed(thrown);
    }
    return failure;
  }

  /** Calls the function with a value, and with a failure or the value of a second source. */
  abstract @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other);
}

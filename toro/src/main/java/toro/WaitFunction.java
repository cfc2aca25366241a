package toro;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a derived stage does when its source has settled: the functions of CompletionStage. */
enum WaitFunction {
  APPLY(true, false),
  ACCEPT(true, false),
  RUN(true, false),
  COMBINE(true, false),
  ACCEPT_BOTH(true, false),
  HANDLE(true, true),
  OBSERVE(true, true), // whenComplete: its stage ends as the source did, see WaitStage.run
  RECOVER(false, true),
  COMPOSE(true, false),
  RECOVER_COMPOSE(false, true),
  WITH(true, false), // as COMPOSE, for a body that is run with a permit
  RELAY(false, false); // has no function: hands on

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
  @SuppressWarnings("unchecked") // the methods that attach are typed
  @Nullable Object call(Object f, @Nullable Object value, @Nullable Object other) {
    return switch (this) {
      case APPLY, COMPOSE, WITH -> ((Function<@Nullable Object, @Nullable Object>) f).apply(value);
      case RECOVER, RECOVER_COMPOSE ->
          ((Function<@Nullable Object, @Nullable Object>) f).apply(other);
      case COMBINE, HANDLE ->
          ((BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) f)
              .apply(value, other);
      case ACCEPT -> {
        ((Consumer<@Nullable Object>) f).accept(value);
        yield null;
      }
      case RUN -> {
        ((Runnable) f).run();
        yield null;
      }
      case ACCEPT_BOTH -> {
        ((BiConsumer<@Nullable Object, @Nullable Object>) f).accept(value, other);
        yield null;
      }
      case OBSERVE -> {
        ((BiConsumer<@Nullable Object, @Nullable Object>) f).accept(value, other);
        yield value;
      }
      case RELAY -> throw new AssertionError();
    };
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The attaching half of a {@link Wait}: the methods of {@code CompletionStage}. */
abstract class Chained<T extends @Nullable Object> extends Watched<T>
    implements CompletionStage<T> {
  /** Where functions run that are attached with an {@code ...Async} method and no executor. */
  static final Executor ASYNC = new CompletableFuture<Object>().defaultExecutor();

  private <U extends @Nullable Object> Wait<U> attach(Kind kind, Object f, @Nullable Executor e) {
    requireNonNull(f, "function");
    return new Stage<U>(kind, f, e).hangOn(self());
  }

  private <U extends @Nullable Object> Wait<U> both(
      Kind kind, CompletionStage<?> other, Object f, @Nullable Executor e) {
    requireNonNull(f, "function");
    requireNonNull(other, "other");
    return new Pair.Both<U>(kind, f, e, self(), Foreign.follow(other)).hang();
  }

  private <U extends @Nullable Object> Wait<U> either(
      Kind kind, CompletionStage<?> other, Object f, @Nullable Executor e) {
    requireNonNull(f, "function");
    requireNonNull(other, "other");
    return new Pair.Either<U>(kind, f, e, self(), Foreign.follow(other)).hang();
  }

  @Override
  public <U> Wait<U> thenApply(Function<? super T, ? extends U> f) {
    return attach(Kind.APPLY, f, null);
  }

  @Override
  public <U> Wait<U> thenApplyAsync(Function<? super T, ? extends U> f) {
    return attach(Kind.APPLY, f, ASYNC);
  }

  @Override
  public <U> Wait<U> thenApplyAsync(Function<? super T, ? extends U> f, Executor e) {
    return attach(Kind.APPLY, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<Void> thenAccept(Consumer<? super T> f) {
    return attach(Kind.ACCEPT, f, null);
  }

  @Override
  public Wait<Void> thenAcceptAsync(Consumer<? super T> f) {
    return attach(Kind.ACCEPT, f, ASYNC);
  }

  @Override
  public Wait<Void> thenAcceptAsync(Consumer<? super T> f, Executor e) {
    return attach(Kind.ACCEPT, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<Void> thenRun(Runnable f) {
    return attach(Kind.RUN, f, null);
  }

  @Override
  public Wait<Void> thenRunAsync(Runnable f) {
    return attach(Kind.RUN, f, ASYNC);
  }

  @Override
  public Wait<Void> thenRunAsync(Runnable f, Executor e) {
    return attach(Kind.RUN, f, requireNonNull(e, "executor"));
  }

  @Override
  public <U> Wait<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> f) {
    return attach(Kind.COMPOSE, f, null);
  }

  @Override
  public <U> Wait<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> f) {
    return attach(Kind.COMPOSE, f, ASYNC);
  }

  @Override
  public <U> Wait<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> f, Executor e) {
    return attach(Kind.COMPOSE, f, requireNonNull(e, "executor"));
  }

  @Override
  public <U> Wait<U> handle(BiFunction<? super T, Throwable, ? extends U> f) {
    return attach(Kind.HANDLE, f, null);
  }

  @Override
  public <U> Wait<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> f) {
    return attach(Kind.HANDLE, f, ASYNC);
  }

  @Override
  public <U> Wait<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> f, Executor e) {
    return attach(Kind.HANDLE, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<T> whenComplete(BiConsumer<? super T, ? super Throwable> f) {
    return attach(Kind.OBSERVE, f, null);
  }

  @Override
  public Wait<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> f) {
    return attach(Kind.OBSERVE, f, ASYNC);
  }

  @Override
  public Wait<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> f, Executor e) {
    return attach(Kind.OBSERVE, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<T> exceptionally(Function<Throwable, ? extends T> f) {
    return attach(Kind.RECOVER, f, null);
  }

  @Override
  public Wait<T> exceptionallyAsync(Function<Throwable, ? extends T> f) {
    return attach(Kind.RECOVER, f, ASYNC);
  }

  @Override
  public Wait<T> exceptionallyAsync(Function<Throwable, ? extends T> f, Executor e) {
    return attach(Kind.RECOVER, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> f) {
    return attach(Kind.RECOVER_COMPOSE, f, null);
  }

  @Override
  public Wait<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> f) {
    return attach(Kind.RECOVER_COMPOSE, f, ASYNC);
  }

  @Override
  public Wait<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> f, Executor e) {
    return attach(Kind.RECOVER_COMPOSE, f, requireNonNull(e, "executor"));
  }

  @Override
  public <U, V> Wait<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    return both(Kind.COMBINE, other, f, null);
  }

  @Override
  public <U, V> Wait<V> thenCombineAsync(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    return both(Kind.COMBINE, other, f, ASYNC);
  }

  @Override
  public <U, V> Wait<V> thenCombineAsync(
      CompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> f,
      Executor e) {
    return both(Kind.COMBINE, other, f, requireNonNull(e, "executor"));
  }

  @Override
  public <U> Wait<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    return both(Kind.ACCEPT_BOTH, other, f, null);
  }

  @Override
  public <U> Wait<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    return both(Kind.ACCEPT_BOTH, other, f, ASYNC);
  }

  @Override
  public <U> Wait<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f, Executor e) {
    return both(Kind.ACCEPT_BOTH, other, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<Void> runAfterBoth(CompletionStage<?> other, Runnable f) {
    return both(Kind.RUN, other, f, null);
  }

  @Override
  public Wait<Void> runAfterBothAsync(CompletionStage<?> other, Runnable f) {
    return both(Kind.RUN, other, f, ASYNC);
  }

  @Override
  public Wait<Void> runAfterBothAsync(CompletionStage<?> other, Runnable f, Executor e) {
    return both(Kind.RUN, other, f, requireNonNull(e, "executor"));
  }

  @Override
  public <U> Wait<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> f) {
    return either(Kind.APPLY, other, f, null);
  }

  @Override
  public <U> Wait<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> f) {
    return either(Kind.APPLY, other, f, ASYNC);
  }

  @Override
  public <U> Wait<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> f, Executor e) {
    return either(Kind.APPLY, other, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> f) {
    return either(Kind.ACCEPT, other, f, null);
  }

  @Override
  public Wait<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> f) {
    return either(Kind.ACCEPT, other, f, ASYNC);
  }

  @Override
  public Wait<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> f, Executor e) {
    return either(Kind.ACCEPT, other, f, requireNonNull(e, "executor"));
  }

  @Override
  public Wait<Void> runAfterEither(CompletionStage<?> other, Runnable f) {
    return either(Kind.RUN, other, f, null);
  }

  @Override
  public Wait<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable f) {
    return either(Kind.RUN, other, f, ASYNC);
  }

  @Override
  public Wait<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable f, Executor e) {
    return either(Kind.RUN, other, f, requireNonNull(e, "executor"));
  }
}

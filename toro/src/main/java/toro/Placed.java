package toro;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the functions of a {@link Wait} run that are attached without an executor: those of a wait
 * that was made on a loop run on that loop, whoever ends the wait, and whoever attaches them.
 */
abstract class Placed<T extends @Nullable Object> extends Stage<T> {

  /** What runs this wait's functions at home; null if that is whichever thread ends the wait. */
  abstract @Nullable Executor place();

  /** The same for functions of two waits, of which the other may end anywhere. */
  abstract @Nullable Executor placeOfTwo();

  @Override
  public <U> Wait<U> thenApply(Function<? super T, ? extends U> f) {
    Executor place = place();
    return place == null ? super.thenApply(f) : super.thenApplyAsync(f, place);
  }

  @Override
  public Wait<Void> thenAccept(Consumer<? super T> f) {
    Executor place = place();
    return place == null ? super.thenAccept(f) : super.thenAcceptAsync(f, place);
  }

  @Override
  public Wait<Void> thenRun(Runnable f) {
    Executor place = place();
    return place == null ? super.thenRun(f) : super.thenRunAsync(f, place);
  }

  @Override
  public <U> Wait<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> f) {
    Executor place = place();
    return place == null ? super.thenCompose(f) : super.thenComposeAsync(f, place);
  }

  @Override
  public <U> Wait<U> handle(BiFunction<? super T, Throwable, ? extends U> f) {
    Executor place = place();
    return place == null ? super.handle(f) : super.handleAsync(f, place);
  }

  @Override
  public Wait<T> whenComplete(BiConsumer<? super T, ? super Throwable> f) {
    Executor place = place();
    return place == null ? super.whenComplete(f) : super.whenCompleteAsync(f, place);
  }

  @Override
  public Wait<T> exceptionally(Function<Throwable, ? extends T> f) {
    Executor place = place();
    return place == null ? super.exceptionally(f) : super.exceptionallyAsync(f, place);
  }

  @Override
  public Wait<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> f) {
    Executor place = place();
    return place == null
        ? super.exceptionallyCompose(f)
        : super.exceptionallyComposeAsync(f, place);
  }

  @Override
  public <U, V> Wait<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    Executor place = placeOfTwo();
    return place == null
        ? super.thenCombine(other, f)
        : super.thenCombineAsync(Foreign.follow(other), f, place);
  }

  @Override
  public <U> Wait<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    Executor place = placeOfTwo();
    return place == null
        ? super.thenAcceptBoth(other, f)
        : super.thenAcceptBothAsync(Foreign.follow(other), f, place);
  }

  @Override
  public Wait<Void> runAfterBoth(CompletionStage<?> other, Runnable f) {
    Executor place = placeOfTwo();
    return place == null
        ? super.runAfterBoth(other, f)
        : super.runAfterBothAsync(Foreign.follow(other), f, place);
  }

  @Override
  public <U> Wait<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> f) {
    Executor place = placeOfTwo();
    return place == null
        ? super.applyToEither(other, f)
        : super.applyToEitherAsync(Foreign.follow(other), f, place);
  }

  @Override
  public Wait<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> f) {
    Executor place = placeOfTwo();
    return place == null
        ? super.acceptEither(other, f)
        : super.acceptEitherAsync(Foreign.follow(other), f, place);
  }

  @Override
  public Wait<Void> runAfterEither(CompletionStage<?> other, Runnable f) {
    Executor place = placeOfTwo();
    return place == null
        ? super.runAfterEither(other, f)
        : super.runAfterEitherAsync(Foreign.follow(other), f, place);
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attaching half of a {@link Wait}: every method of {@code CompletionStage}, with the function
 * wrapped so that a stage which is given up gives up what it hangs on.
 */
abstract class Stage<T extends @Nullable Object> extends CompletableFuture<T> {

  /** Counts a receiver of this stage; its function is told when it may have the value. */
  abstract Attachment attach(boolean pass, boolean inline);

  private Attachment inline(Object f) {
    requireNonNull(f, "function");
    return attach(false, true);
  }

  private Attachment async(Object f, Executor executor) {
    requireNonNull(f, "function");
    requireNonNull(executor, "executor");
    return attach(false, false);
  }

  private Attachment pass(Object f) {
    requireNonNull(f, "function");
    return attach(true, true);
  }

  private Attachment pass(Object f, Executor executor) {
    requireNonNull(f, "function");
    requireNonNull(executor, "executor");
    return attach(true, false);
  }

  /** Calls back when this stage is complete, without being a receiver of its value. */
  final void hook(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> f) {
    var unused = super.whenComplete(f);
  }

  final boolean succeedNow(T value) {
    return super.complete(value);
  }

  final boolean failNow(Throwable failure) {
    return super.completeExceptionally(failure);
  }

  final void end(T value, @Nullable Throwable failure) {
    Trampoline.turn(
        () -> { // stages that end each other take turns, like waits
          if (failure == null) {
            succeedNow(value);
          } else {
            failNow(failure);
          }
        });
  }

  final boolean isFinished() {
    return super.isDone();
  }

  /** The value of this finished stage, as CompletableFuture has it. */
  final T rawValue() {
    return super.join();
  }

  /** The failure of this finished stage, unchanged, or null. */
  final @Nullable Throwable rawFailure() {
    if (!super.isCompletedExceptionally()) {
      return null;
    }
    var seen = new Throwable[1];
    hook((value, failure) -> seen[0] = failure);
    return seen[0];
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new Derived<>();
  }

  /** This wait itself. */
  @Override
  public Wait<T> toCompletableFuture() {
    return (Wait<T>) this;
  }

  /** A view of a {@link #copy()} that shows nothing but the methods of a stage. */
  @Override
  public CompletionStage<T> minimalCompletionStage() {
    Wait<T> copy = copy();
    Class<?>[] stage = {CompletionStage.class};
    Object view =
        Proxy.newProxyInstance(
            Stage.class.getClassLoader(),
            stage,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "toCompletableFuture" -> copy.copy();
                  case "equals" -> proxy == arguments[0];
                  default -> invoke(method, copy, arguments);
                });
    return Wait.cast(view);
  }

  private static @Nullable Object invoke(Method method, Object on, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  @Override
  public Wait<T> copy() {
    var a = attach(true, false);
    return a.to(super.copy());
  }

  @Override
  public <U> Wait<U> thenApply(Function<? super T, ? extends U> f) {
    var a = inline(f);
    return a.to(super.thenApply(Wrapped.function(a, f)));
  }

  @Override
  public <U> Wait<U> thenApplyAsync(Function<? super T, ? extends U> f) {
    return thenApplyAsync(f, defaultExecutor());
  }

  @Override
  public <U> Wait<U> thenApplyAsync(Function<? super T, ? extends U> f, Executor e) {
    var a = async(f, e);
    return a.toMaybe(super.thenApplyAsync(Wrapped.function(a, f), e));
  }

  @Override
  public Wait<Void> thenAccept(Consumer<? super T> f) {
    var a = inline(f);
    return a.to(super.thenAccept(Wrapped.consumer(a, f)));
  }

  @Override
  public Wait<Void> thenAcceptAsync(Consumer<? super T> f) {
    return thenAcceptAsync(f, defaultExecutor());
  }

  @Override
  public Wait<Void> thenAcceptAsync(Consumer<? super T> f, Executor e) {
    var a = async(f, e);
    return a.toMaybe(super.thenAcceptAsync(Wrapped.consumer(a, f), e));
  }

  @Override
  public Wait<Void> thenRun(Runnable f) {
    var a = inline(f);
    return a.to(super.thenRun(Wrapped.action(a, f)));
  }

  @Override
  public Wait<Void> thenRunAsync(Runnable f) {
    return thenRunAsync(f, defaultExecutor());
  }

  @Override
  public Wait<Void> thenRunAsync(Runnable f, Executor e) {
    var a = async(f, e);
    return a.toMaybe(super.thenRunAsync(Wrapped.action(a, f), e));
  }

  @Override
  public <U> Wait<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> f) {
    var a = inline(f);
    return a.to(super.thenCompose(Wrapped.composer(a, f)));
  }

  @Override
  public <U> Wait<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> f) {
    return thenComposeAsync(f, defaultExecutor());
  }

  @Override
  public <U> Wait<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> f, Executor e) {
    var a = async(f, e);
    return a.toMaybe(super.thenComposeAsync(Wrapped.composer(a, f), e));
  }

  @Override
  public <U> Wait<U> handle(BiFunction<? super T, Throwable, ? extends U> f) {
    var a = inline(f);
    return a.to(super.handle(Wrapped.handler(a, f)));
  }

  @Override
  public <U> Wait<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> f) {
    return handleAsync(f, defaultExecutor());
  }

  @Override
  public <U> Wait<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> f, Executor e) {
    var a = async(f, e);
    return a.toMaybe(super.handleAsync(Wrapped.handler(a, f), e));
  }

  @Override
  public Wait<T> whenComplete(BiConsumer<? super T, ? super Throwable> f) {
    var a = inline(f);
    return a.to(super.whenComplete(Wrapped.observer(a, f)));
  }

  @Override
  public Wait<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> f) {
    return whenCompleteAsync(f, defaultExecutor());
  }

  @Override
  public Wait<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> f, Executor e) {
    var a = async(f, e);
    return a.toMaybe(super.whenCompleteAsync(Wrapped.observer(a, f), e));
  }

  @Override
  public Wait<T> exceptionally(Function<Throwable, ? extends T> f) {
    var a = pass(f);
    return a.to(super.exceptionally(Wrapped.recovery(a, f)));
  }

  @Override
  public Wait<T> exceptionallyAsync(Function<Throwable, ? extends T> f) {
    return exceptionallyAsync(f, defaultExecutor());
  }

  @Override
  public Wait<T> exceptionallyAsync(Function<Throwable, ? extends T> f, Executor e) {
    var a = pass(f, e);
    return a.to(super.exceptionallyAsync(Wrapped.recovery(a, f), e));
  }

  @Override
  public Wait<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> f) {
    var a = pass(f);
    return a.to(super.exceptionallyCompose(Wrapped.recoveringComposer(a, f)));
  }

  @Override
  public Wait<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> f) {
    return exceptionallyComposeAsync(f, defaultExecutor());
  }

  @Override
  public Wait<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> f, Executor e) {
    var a = pass(f, e);
    return a.to(super.exceptionallyComposeAsync(Wrapped.recoveringComposer(a, f), e));
  }

  @Override
  public <U, V> Wait<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    var a = inline(f).and(other, true);
    return a.toMaybe(super.thenCombine(other, Wrapped.combiner(a, f)));
  }

  @Override
  public <U, V> Wait<V> thenCombineAsync(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> f) {
    return thenCombineAsync(other, f, defaultExecutor());
  }

  @Override
  public <U, V> Wait<V> thenCombineAsync(
      CompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> f,
      Executor e) {
    var a = async(f, e).and(other, true);
    return a.toMaybe(super.thenCombineAsync(other, Wrapped.combiner(a, f), e));
  }

  @Override
  public <U> Wait<Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    var a = inline(f).and(other, true);
    return a.toMaybe(super.thenAcceptBoth(other, Wrapped.biConsumer(a, f)));
  }

  @Override
  public <U> Wait<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f) {
    return thenAcceptBothAsync(other, f, defaultExecutor());
  }

  @Override
  public <U> Wait<Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> f, Executor e) {
    var a = async(f, e).and(other, true);
    return a.toMaybe(super.thenAcceptBothAsync(other, Wrapped.biConsumer(a, f), e));
  }

  @Override
  public Wait<Void> runAfterBoth(CompletionStage<?> other, Runnable f) {
    var a = inline(f).and(other, true);
    return a.toMaybe(super.runAfterBoth(other, Wrapped.action(a, f)));
  }

  @Override
  public Wait<Void> runAfterBothAsync(CompletionStage<?> other, Runnable f) {
    return runAfterBothAsync(other, f, defaultExecutor());
  }

  @Override
  public Wait<Void> runAfterBothAsync(CompletionStage<?> other, Runnable f, Executor e) {
    var a = async(f, e).and(other, true);
    return a.toMaybe(super.runAfterBothAsync(other, Wrapped.action(a, f), e));
  }

  @Override
  public <U> Wait<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> f) {
    var a = inline(f).and(other, false);
    return a.toMaybe(super.applyToEither(other, Wrapped.eitherFunction(a, f)));
  }

  @Override
  public <U> Wait<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> f) {
    return applyToEitherAsync(other, f, defaultExecutor());
  }

  @Override
  public <U> Wait<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> f, Executor e) {
    var a = async(f, e).and(other, false);
    return a.toMaybe(super.applyToEitherAsync(other, Wrapped.eitherFunction(a, f), e));
  }

  @Override
  public Wait<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> f) {
    var a = inline(f).and(other, false);
    return a.toMaybe(super.acceptEither(other, Wrapped.eitherConsumer(a, f)));
  }

  @Override
  public Wait<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> f) {
    return acceptEitherAsync(other, f, defaultExecutor());
  }

  @Override
  public Wait<Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> f, Executor e) {
    var a = async(f, e).and(other, false);
    return a.toMaybe(super.acceptEitherAsync(other, Wrapped.eitherConsumer(a, f), e));
  }

  @Override
  public Wait<Void> runAfterEither(CompletionStage<?> other, Runnable f) {
    var a = inline(f).and(other, false);
    return a.toMaybe(super.runAfterEither(other, Wrapped.eitherAction(a, f)));
  }

  @Override
  public Wait<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable f) {
    return runAfterEitherAsync(other, f, defaultExecutor());
  }

  @Override
  public Wait<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable f, Executor e) {
    var a = async(f, e).and(other, false);
    return a.toMaybe(super.runAfterEitherAsync(other, Wrapped.eitherAction(a, f), e));
  }
}

package toro;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One cell of {@link ConformanceTest}, tried once: it attaches a function with a method of {@code
 * CompletionStage}, and writes down what can be seen. Throwables are written by the name they were
 * made with, so that what is written is equal for two runs, and tells one throwable from another.
 */
final class StageRun {
  private final Map<Object, String> names = Collections.synchronizedMap(new IdentityHashMap<>());
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger executions = new AtomicInteger();
  private final Supplier<StageRoots.Root> roots;
  private final StageScript script;
  private int wrappers; // written so far
  private volatile CompletionStage<Object> attached; // read by functions that are called later
  private Loop home; // before the function is attached

  /** The roots are what functions that compose return stages of. */
  StageRun(StageScript script, Supplier<StageRoots.Root> roots) {
    this.script = script;
    this.roots = roots;
  }

  StageRoots.Root root() {
    return roots.get();
  }

  <T extends Throwable> T named(String name, T failure) {
    names.put(failure, name);
    return failure;
  }

  /** To be done after the function has returned. */
  void later(Runnable action) {
    later.add(action);
  }

  boolean wasCalled() {
    return !calls.isEmpty();
  }

  // ---- attaching

  /** Calls the method on the stage; the other stage is for those that take two. */
  @SuppressWarnings("unchecked") // the matrix knows no types
  CompletionStage<Object> attach(
      Method method, CompletionStage<Object> stage, CompletionStage<Object> other) {
    Object[] arguments =
        Arrays.stream(method.getParameterTypes())
            .map(type -> argument(type, method.getName().contains("ompose"), other))
            .toArray();
    try {
      attached = (CompletionStage<Object>) method.invoke(stage, arguments);
      return attached;
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new AssertionError(method + " must not throw", e);
    }
  }

  /** Cancels the stage that the function was attached for, if it is known by now. */
  Object cancelAttached() {
    return attached == null ? null : future(attached).cancel(true) ? null : "not cancelled";
  }

  /** What is passed for a parameter of that type. */
  Object argument(Class<?> type, boolean composes, Object other) {
    if (type == CompletionStage.class) {
      return other;
    } else if (type == Executor.class) {
      return (Executor) this::execute;
    } else if (type == Function.class) {
      return composes
          ? (Function<Object, CompletionStage<?>>) a -> (CompletionStage<?>) called(a)
          : (Function<Object, Object>) this::called;
    } else if (type == BiFunction.class) {
      return (BiFunction<Object, Object, Object>) this::called;
    } else if (type == Consumer.class) {
      return (Consumer<Object>) this::called;
    } else if (type == BiConsumer.class) {
      return (BiConsumer<Object, Object>) this::called;
    } else if (type == Runnable.class) {
      return (Runnable) this::called;
    }
    throw new AssertionError("the matrix does not know what to pass for a " + type);
  }

  /** From now on, notes it when a function is called anywhere else. */
  void functionsRunOn(Loop loop) {
    home = loop;
  }

  private Object called(Object... arguments) {
    if (home != null && Loop.current() != home) {
      calls.add("not on the loop where the wait was made");
    }
    calls.add(Arrays.stream(arguments).map(this::written).toList().toString());
    return script.play(this, arguments.length == 0 ? null : arguments[arguments.length - 1]);
  }

  private void execute(Runnable task) {
    executions.incrementAndGet();
    if (script == StageScript.REJECTED) {
      throw named("rejection", new RejectedExecutionException());
    }
    task.run();
  }

  /** Waits until the stage has ended, without reading it. */
  static boolean hasEnded(CompletionStage<?> stage) {
    return hasEnded(stage, new ConcurrentLinkedQueue<>());
  }

  private static boolean hasEnded(CompletionStage<?> stage, Queue<Runnable> meanwhile) {
    Future<?> future = future(stage);
    long start = System.nanoTime();
    while (!future.isDone()) {
      for (Runnable next; (next = meanwhile.poll()) != null; ) {
        next.run();
      }
      if (Loop.current() != null) {
        Loop.yieldNow();
      } else {
        Thread.onSpinWait();
      }
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(Eventually.SECONDS)) {
        return false;
      }
    }
    return true;
  }

  // ---- writing down

  /** What the function was called with, each time, and how often its executor was asked then. */
  String calls() {
    return calls.isEmpty() ? ", no calls" : ", calls " + calls + ", executions " + executions;
  }

  /** How a stage has ended. */
  String seenOf(CompletionStage<?> stage) {
    if (!hasEnded(stage, later)) {
      throw new AssertionError("has not ended: " + stage);
    }
    Future<?> future = future(stage);
    return state(stage)
        + (future instanceof Wait<?> wait
            ? reads(wait::join, () -> wait.getNow(null), future)
            : reads(
                ((CompletableFuture<?>) future)::join,
                () -> ((CompletableFuture<?>) future).getNow(null),
                future));
  }

  private String reads(Callable<?> join, Callable<?> getNow, Future<?> future) {
    return " join %s, getNow %s, get %s, get(0) %s, resultNow %s, exceptionNow %s"
        .formatted(
            read(join),
            read(getNow),
            read(future::get),
            read(() -> future.get(0, TimeUnit.SECONDS)),
            read(future::resultNow),
            read(future::exceptionNow));
  }

  /** How the stage has ended that the function was attached to. */
  String seenOfSource(CompletionStage<?> stage) {
    Future<?> future = future(stage);
    return state(stage)
        + " join "
        + read(future instanceof Wait<?> wait ? wait::join : ((CompletableFuture<?>) future)::join);
  }

  private static String state(CompletionStage<?> stage) {
    Future<?> future = future(stage);
    boolean exceptionally =
        future instanceof Wait<?> wait
            ? wait.isCompletedExceptionally()
            : ((CompletableFuture<?>) future).isCompletedExceptionally();
    return future.state()
        + (exceptionally ? " exceptionally" : "")
        + (future.isCancelled() ? " cancelled" : "");
  }

  private String read(Callable<?> read) {
    try {
      return written(read.call());
    } catch (CancellationException e) { // newer JDKs throw another one at each read
      return "CancellationException";
    } catch (Throwable t) {
      return written(t);
    }
  }

  private String written(Object value) {
    return value instanceof Throwable failure
        ? written(failure)
        : value instanceof Permit ? StageRoots.VALUE : String.valueOf(value);
  }

  private String written(Throwable failure) {
    String name = names.get(failure);
    if (name == null) {
      Class<?> type = failure.getClass();
      while (!Modifier.isPublic(type.getModifiers()) || type.getPackageName().equals("toro")) {
        type = type.getSuperclass(); // cancellations without a trace
      }
      name = type.getSimpleName();
      if (type == CompletionException.class) { // told apart: it may be handed on, or wrapped anew
        names.put(failure, name += ++wrappers);
      }
      boolean tells = type == CompletionException.class || type == ExecutionException.class;
      if (tells && failure.getCause() != null) { // what else has one is free to say why
        name += "(" + written(failure.getCause()) + ")";
      }
    }
    Throwable[] suppressed = failure.getSuppressed();
    return suppressed.length == 0
        ? name
        : name + Arrays.stream(suppressed).map(this::written).toList();
  }

  static Future<?> future(CompletionStage<?> stage) {
    return stage instanceof Future<?> future ? future : stage.toCompletableFuture();
  }
}

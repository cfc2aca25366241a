package toro;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the threads that must not park: those of the event loops of Netty, Vert.x and Reactor. */
final class EventLoops {
  /*
   * Overview.
   *
   * Nothing here depends on those libraries. A thread's class is asked once which libraries it can
   * see (through its own class loader, else the context's), and what each of them says of the
   * current thread is then asked by method handle:
   *
   *   Reactor  the thread's class is marked NonBlocking
   *   Netty    the executor of the current thread says inEventLoop()
   *   Vert.x   Context.isOnEventLoopThread(), which is false on its workers
   *
   * A virtual thread is never an event loop's, but it may run the callbacks of a Loop of ours.
   */
  private static final String REACTOR = "reactor.core.scheduler.NonBlocking";
  private static final String NETTY = "io.netty.util.internal.ThreadExecutorMap";
  private static final String NETTY_EXECUTOR = "io.netty.util.concurrent.EventExecutor";
  private static final String VERTX = "io.vertx.core.Context";

  private static final ClassValue<List<Question>> QUESTIONS =
      new ClassValue<>() {
        @Override
        protected List<Question> computeValue(Class<?> threadClass) {
          return questions(threadClass);
        }
      };

  /** One library's way to say that the current thread belongs to an event loop. */
  private interface Question {
    boolean isEventLoop() throws Throwable;
  }

  private EventLoops() {}

  /** What the current thread is, if it must not park; else null. */
  static @Nullable String whyNotPark() {
    Thread thread = Thread.currentThread();
    if (thread.isVirtual()) {
      Home.Resident coroutine = Home.resident();
      return coroutine == null ? null : coroutine.whyNotPark();
    }
    for (Question question : QUESTIONS.get(thread.getClass())) {
      try {
        if (question.isEventLoop()) {
          return "event loop thread " + thread.getName();
        }
      } catch (Throwable t) {
        throw new IllegalStateException("cannot tell whether this is an event loop's thread", t);
      }
    }
    return null;
  }

  private static List<Question> questions(Class<?> threadClass) {
    var questions = new ArrayList<Question>();
    if (isMarked(threadClass)) {
      questions.add(() -> true);
    }
    ClassLoader loader = threadClass.getClassLoader();
    if (loader == null) {
      loader = Thread.currentThread().getContextClassLoader();
    }
    Class<?> map = find(NETTY, loader);
    Class<?> executor = find(NETTY_EXECUTOR, loader);
    if (map != null && executor != null) {
      MethodHandle current = findStatic(map, "currentExecutor", executor);
      MethodHandle inEventLoop = findVirtual(executor, "inEventLoop");
      if (current != null && inEventLoop != null) {
        questions.add(
            () -> {
              Object own = current.invoke();
              return own != null && (boolean) inEventLoop.invoke(own);
            });
      }
    }
    Class<?> context = find(VERTX, loader);
    if (context != null) {
      MethodHandle onEventLoop = findStatic(context, "isOnEventLoopThread", boolean.class);
      if (onEventLoop != null) {
        questions.add(() -> (boolean) onEventLoop.invoke());
      }
    }
    return List.copyOf(questions);
  }

  private static boolean isMarked(@Nullable Class<?> type) {
    if (type == null) {
      return false;
    }
    for (Class<?> each : type.getInterfaces()) {
      if (each.getName().equals(REACTOR) || isMarked(each)) {
        return true;
      }
    }
    return isMarked(type.getSuperclass());
  }

  private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable MethodHandle findStatic(Class<?> in, String name, Class<?> returned) {
    try {
      return MethodHandles.publicLookup().findStatic(in, name, MethodType.methodType(returned));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null; // a version that does not have it
    }
  }

  private static @Nullable MethodHandle findVirtual(Class<?> in, String name) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(in, name, MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null; // a version that does not have it
    }
  }
}

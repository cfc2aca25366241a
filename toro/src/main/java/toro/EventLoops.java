package toro;

import static java.lang.invoke.MethodHandles.publicLookup;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Knows the threads that must not park: those of the event loops of Netty, Vert.x and Reactor. */
final class EventLoops {
  /*
   * Overview.
   *
   * Nothing here depends on those libraries. Each that a thread can see is asked by method handle
   * whether the current thread must not park:
   *
   *   Reactor  the thread's class is marked NonBlocking
   *   Netty    the executor of the current thread says inEventLoop(); also where a library has
   *            its own copy under another name: the classes that a thread's class extends tell it
   *   Vert.x   Context.isOnEventLoopThread(), which is false on its workers; and on a virtual
   *            thread, whether it runs a virtual-thread context, which would stop as a whole
   *
   * A thread sees a library through the loader of its class, its context class loader, or ours.
   * The answer to which ones it sees is kept for each class of threads and context class loader.
   *
   * I1. Nothing that is kept here keeps a class loader alive, ours or another: `known` refers to
   *     everything weakly, and a question lives as long as the class that it asks. That class holds
   *     nothing of ours, only the JDK's method handles.
   * I2. What fails in an unexpected way says nothing of the thread, and is not kept.
   *
   * I3. Whoever would park is always asked. Who awaits what has been granted already is asked once
   *     in a while (Trampoline.mayWaitUnasked): a question costs as much as all the rest, and its
   *     answer changes only where a thread that has awaited before becomes an event loop.
   *
   * A thread of a Loop of ours is asked itself: it may run the callbacks of that.
   */
  private static final String REACTOR = "reactor.core.scheduler.NonBlocking";
  private static final String NETTY_THREAD = "netty.util.concurrent.FastThreadLocalThread";
  private static final String NETTY_EXECUTOR = "netty.util.concurrent.EventExecutor";
  private static final String NETTY = "netty.util.internal.ThreadExecutorMap";
  private static final List<String> NETTY_PREFIXES = List.of("io.", "io.grpc.netty.shaded.io.");
  private static final String VERTX_CONTEXT = "io.vertx.core.Context";
  private static final String VERTX_INSIDE = "io.vertx.core.internal.ContextInternal";
  private static final String VERTX_MODEL = "io.vertx.core.ThreadingModel";
  private static final String VERTX = "io.vertx.core.Vertx";

  private static final MethodHandle NO = MethodHandles.constant(boolean.class, false);
  private static final int MOST_KEPT = 32;

  /** What threads of one class, with one context class loader, are asked. */
  private record Asked(
      WeakReference<Class<?>> threads,
      WeakReference<ClassLoader> context,
      boolean marked,
      List<WeakReference<MethodHandle>> questions) {
    boolean isFor(Class<?> type, ClassLoader loader) {
      return threads.refersTo(type) && context.refersTo(loader);
    }

    boolean isDead() {
      return threads.refersTo(null) || context.refersTo(null);
    }

    boolean sayNotToPark() throws Throwable {
      for (WeakReference<MethodHandle> each : questions) {
        MethodHandle question = each.get();
        if (question != null && (boolean) question.invokeExact()) {
          return true;
        }
      }
      return marked;
    }
  }

  private static volatile List<Asked> known = List.of(); // by keep, under the class's lock (I1)

  /** The question to a library, for the class of it that answers: no arguments, and a boolean. */
  private static final ClassValue<MethodHandle> QUESTIONS =
      new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> library) {
          try {
            return switch (library.getName()) {
              case VERTX_CONTEXT ->
                  publicLookup()
                      .findStatic(library, "isOnEventLoopThread", methodType(boolean.class));
              case VERTX -> onVirtualContext(library);
              default -> inEventLoop(library);
            };
          } catch (ReflectiveOperationException | LinkageError e) {
            return NO; // a version that does not have it
          }
        }
      };

  private EventLoops() {}

  /** What the current thread is, if it must not park; else null. For who has to ask see I3. */
  static @Nullable String whyNotPark() {
    Home.Resident coroutine = Home.resident();
    if (coroutine != null) {
      return coroutine.whyNotPark();
    }
    Thread thread = Thread.currentThread();
    try {
      if (asked(thread).sayNotToPark()) {
        return (thread.isVirtual() ? "virtual thread of Vert.x " : "event loop thread ")
            + thread.getName();
      }
    } catch (Throwable failure) { // unexpected, so it proves nothing: I2
      return null;
    }
    return null;
  }

  /** What to write instead, for the current thread, which must not park. */
  static String whatToDo() {
    return Thread.currentThread().isVirtual() && Home.resident() == null
        ? "it would stop its whole context; write"
            + " io.vertx.core.Future.fromCompletionStage(wait, Vertx.currentContext()).await()"
        : "attach a function to the wait, or write with(body)";
  }

  private static Asked asked(Thread thread) {
    Class<?> type = thread.getClass();
    ClassLoader context = thread.getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    for (Asked each : known) {
      if (each.isFor(type, loader)) {
        return each;
      }
    }
    Asked asked = ask(type, loader, thread.isVirtual());
    keep(asked);
    return asked;
  }

  private static synchronized void keep(Asked asked) {
    var kept = new ArrayList<>(known);
    kept.removeIf(Asked::isDead);
    if (kept.size() == MOST_KEPT) {
      kept.remove(0);
    }
    kept.add(asked);
    known = List.copyOf(kept);
  }

  // ---- which libraries a thread sees

  private static Asked ask(Class<?> type, ClassLoader context, boolean virtual) {
    var libraries = new ArrayList<@Nullable Class<?>>();
    for (ClassLoader loader :
        new ClassLoader[] {type.getClassLoader(), context, EventLoops.class.getClassLoader()}) {
      if (virtual) {
        libraries.add(find(VERTX, loader));
      } else {
        libraries.add(find(VERTX_CONTEXT, loader));
        for (String prefix : NETTY_PREFIXES) {
          libraries.add(find(prefix + NETTY, loader));
        }
      }
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getName().endsWith(NETTY_THREAD)) {
        libraries.add(find(before(NETTY_THREAD, each) + NETTY, each.getClassLoader()));
      }
    }
    List<WeakReference<MethodHandle>> questions =
        libraries.stream()
            .filter(Objects::nonNull)
            .distinct()
            .map(QUESTIONS::get)
            .filter(question -> question != NO)
            .map(WeakReference::new)
            .toList();
    return new Asked(
        new WeakReference<>(type), new WeakReference<>(context), isMarked(type), questions);
  }

  private static String before(String ending, Class<?> type) {
    String name = type.getName();
    return name.substring(0, name.length() - ending.length());
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

  // ---- the questions to them

  /** Whether the current thread has an executor that says it is in its event loop. */
  private static MethodHandle inEventLoop(Class<?> map) throws ReflectiveOperationException {
    Class<?> executor =
        Class.forName(before(NETTY, map) + NETTY_EXECUTOR, false, map.getClassLoader());
    return ifThere(
        publicLookup().findStatic(map, "currentExecutor", methodType(executor)),
        publicLookup().findVirtual(executor, "inEventLoop", methodType(boolean.class)));
  }

  /**
   * Whether there is a current context that is one of a virtual thread, and this thread is that.
   */
  private static MethodHandle onVirtualContext(Class<?> vertx) throws ReflectiveOperationException {
    ClassLoader loader = vertx.getClassLoader();
    Class<?> context = Class.forName(VERTX_CONTEXT, false, loader);
    Class<?> model = Class.forName(VERTX_MODEL, false, loader);
    MethodHandle isVirtual =
        publicLookup()
            .findVirtual(Object.class, "equals", methodType(boolean.class, Object.class))
            .bindTo(model.getField("VIRTUAL_THREAD").get(null))
            .asType(methodType(boolean.class, model));
    MethodHandle threadingModel =
        publicLookup().findVirtual(context, "threadingModel", methodType(model));
    return ifThere(
        publicLookup().findStatic(vertx, "currentContext", methodType(context)),
        MethodHandles.guardWithTest(
            MethodHandles.filterReturnValue(threadingModel, isVirtual),
            inThread(context),
            MethodHandles.dropArguments(NO, 0, context)));
  }

  /**
   * Whether a context takes its turns on this thread, which is not one that does blocking work for
   * it; where that cannot be asked, yes.
   */
  private static MethodHandle inThread(Class<?> context) {
    Class<?> inside = find(VERTX_INSIDE, context.getClassLoader());
    if (inside != null) {
      try {
        return publicLookup()
            .findVirtual(inside, "inThread", methodType(boolean.class))
            .asType(methodType(boolean.class, context));
      } catch (ReflectiveOperationException e) {
        // a version that does not have it, or a module that does not export it
      }
    }
    return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, true), 0, context);
  }

  /** Gets something, and asks it; false if there is nothing. */
  private static MethodHandle ifThere(MethodHandle get, MethodHandle ask)
      throws ReflectiveOperationException {
    Class<?> what = get.type().returnType();
    MethodHandle isThere =
        publicLookup()
            .findStatic(Objects.class, "nonNull", methodType(boolean.class, Object.class))
            .asType(methodType(boolean.class, what));
    MethodHandle no = MethodHandles.dropArguments(NO, 0, what);
    return MethodHandles.filterReturnValue(get, MethodHandles.guardWithTest(isThere, ask, no));
  }
}

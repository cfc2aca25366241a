package toro;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A class loader that loads the library, and is dropped, can be collected: an application that is
 * deployed again.
 */
@Timeout(120)
class ClassLoaderTest {
  /** Sees everything but the library, which its child has to load for itself. */
  private static final class WithoutLibrary extends ClassLoader {
    WithoutLibrary() {
      super(ClassLoaderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("toro.")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** Has a loader of its own load the library, and use it on threads that outlive the loader. */
  @SuppressWarnings("unchecked")
  private static WeakReference<ClassLoader> useAndDrop(
      ExecutorService pool, ReferenceQueue<ClassLoader> dropped) throws Exception {
    try (var loader =
        new URLClassLoader(
            new URL[] {location(Wait.class), location(ClassLoaderTest.class)},
            new WithoutLibrary())) {
      Class<?> use = loader.loadClass(ClassLoaderUse.class.getName());
      assertNotSame(ClassLoaderUse.class, use);
      var constructor = use.getDeclaredConstructor();
      constructor.setAccessible(true);
      ((Consumer<ExecutorService>) constructor.newInstance()).accept(pool);
      return new WeakReference<>(loader, dropped);
    }
  }

  private static void assertCollected(ExecutorService pool) throws Exception {
    var dropped = new ReferenceQueue<ClassLoader>();
    WeakReference<ClassLoader> loader = useAndDrop(pool, dropped);
    Reference<?> collected = null;
    for (int i = 0; i < 600 && collected == null; i++) {
      System.gc();
      collected = dropped.remove(50);
    }
    assertNotNull(collected, "still there: " + loader.get());
  }

  @Test
  void loader_usedFromPlatformThreadsThatLiveOn_isCollected() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    assertCollected(pool);
    pool.shutdown();
  }

  @Test
  void loader_usedFromAForkJoinPoolThatLivesOn_isCollected() throws Exception {
    ExecutorService pool = new ForkJoinPool(2);
    assertCollected(pool);
    pool.shutdown();
  }

  @Test
  void loader_usedFromAnEventLoopThatLivesOn_isCollected() throws Exception {
    var executor = new DefaultEventExecutor();
    assertCollected(executor);
    executor.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(30, TimeUnit.SECONDS);
  }
}

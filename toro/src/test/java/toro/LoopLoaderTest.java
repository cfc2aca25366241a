package toro;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A class loader that has loaded the library, and is dropped, is not kept by a pooled thread. */
@Timeout(60)
class LoopLoaderTest {
  /** Loads the library and its tests anew. */
  private static final class Anew extends ClassLoader {
    Anew() {
      super(LoopLoaderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("toro.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What runs in the other loader. */
  static final class Program implements Block {
    @Override
    public void run() throws Exception {
      Block groups =
          () ->
              TaskGroup.run(
                  outer -> {
                    outer.spawn(() -> TaskGroup.run(inner -> inner.spawn(() -> 1)));
                    TaskGroup.run(inner -> inner.spawn(outer::cancel));
                  });
      groups.run();
      Loop.run(groups);
      Loop.simulate(
          1,
          () -> {
            groups.run();
            Loop.sleep(Duration.ofHours(1));
          });
    }
  }

  @Test
  void loaderOfALoopAndGroups_usedByAPooledThread_isCollected() throws Exception {
    try (var pool = Executors.newSingleThreadExecutor()) {
      WeakReference<ClassLoader> loader =
          pool.submit(LoopLoaderTest::runAnew).get(30, TimeUnit.SECONDS);
      Eventually.until(
          "it is collected",
          () -> {
            System.gc();
            return loader.refersTo(null);
          });
    }
  }

  private static WeakReference<ClassLoader> runAnew() throws Exception {
    var loader = new Anew();
    Class<?> program = loader.loadClass(Program.class.getName());
    assertNotSame(Program.class, program);
    var constructor = program.getDeclaredConstructor();
    constructor.setAccessible(true);
    var run = program.getMethod("run");
    run.setAccessible(true);
    run.invoke(constructor.newInstance());
    return new WeakReference<>(loader);
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops whose threads the user makes. */
@Timeout(60)
class LoopThreadsTest {
  private static final ThreadLocal<String> WRAPPED = new ThreadLocal<>();
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  /** Makes good threads, or whatever it is told to make. */
  private static final class Factory implements ThreadFactory {
    final Queue<Thread> made = new ConcurrentLinkedQueue<>();
    volatile ThreadFactory threads =
        body ->
            Thread.ofVirtual()
                .name("to be replaced")
                .uncaughtExceptionHandler((thread, failure) -> {})
                .unstarted(
                    () -> {
                      WRAPPED.set("wrapped");
                      body.run();
                    });

    @Override
    public Thread newThread(Runnable body) {
      Thread thread = threads.newThread(body);
      if (thread != null) {
        made.add(thread);
      }
      return thread;
    }
  }

  private final Factory factory = new Factory();

  // ---- its threads

  @Test
  void coroutine_ofALoopWithAFactory_runsOnAThreadOfItsMaking() throws Exception {
    try (Loop loop = Loop.start("own", factory)) {
      Task<Thread> task =
          loop.spawn(
              "worker",
              () -> {
                assertSame(loop, Loop.current());
                assertEquals("wrapped", WRAPPED.get());
                Loop.yieldNow();
                return Thread.currentThread();
              });
      Thread thread = Eventually.value(task);
      assertTrue(factory.made.contains(thread));
      assertEquals("worker", thread.getName());
      assertEquals(2, factory.made.size(), "one for callbacks, one for the coroutine");
    }
    factory.made.forEach(Eventually::join);
  }

  @Test
  void callback_ofALoopWithAFactory_runsOnAThreadOfItsMaking() {
    try (Loop loop = Loop.start("own", factory)) {
      var ran = new CompletableFuture<Thread>();
      loop.execute(
          () -> ran.complete("wrapped".equals(WRAPPED.get()) ? Thread.currentThread() : null));
      Thread thread = Eventually.value(ran);
      assertNotNull(thread);
      assertEquals(List.of(thread), List.copyOf(factory.made));
      assertEquals("own callbacks", thread.getName());
    }
    factory.made.forEach(Eventually::join);
  }

  @Test
  void group_onALoopWithAFactory_usesIt() {
    try (Loop loop = Loop.start("own", factory)) {
      List<String> results =
          Eventually.value(loop.spawn(() -> TaskGroup.all(List.of(WRAPPED::get, WRAPPED::get))));
      assertEquals(List.of("wrapped", "wrapped"), results);
      assertEquals(4, factory.made.size());
    }
  }

  @Test
  void offload_onALoopWithAFactory_doesNotUseIt() {
    try (Loop loop = Loop.start("own", factory)) {
      assertNull(Eventually.value(loop.spawn(() -> loop.offload(() -> WRAPPED.get()).await())));
      assertEquals(2, factory.made.size());
    }
  }

  @Test
  void coroutine_onAPlainFactorysThread_inheritsFromWhoSpawnsIt() {
    INHERITED.set("inherited");
    try (Loop heirs = Loop.start("heirs", Thread.ofVirtual().factory());
        Loop strangers =
            Loop.start(
                "strangers", Thread.ofVirtual().inheritInheritableThreadLocals(false).factory())) {
      assertEquals("inherited", Eventually.value(heirs.spawn(() -> INHERITED.get())));
      assertNull(Eventually.value(strangers.spawn(() -> INHERITED.get())));
    } finally {
      INHERITED.remove();
    }
  }

  // ---- what is refused

  @Test
  void spawn_factoryReturnsAPlatformThread_isRefused() {
    spawnIsRefused(Thread.ofPlatform().daemon().factory(), "which is not virtual");
  }

  @Test
  void spawn_factoryReturnsNull_isRefused() {
    spawnIsRefused(body -> null, "returned null");
  }

  @Test
  void spawn_factoryStartsTheThread_isRefusedAndRunsNothing() {
    spawnIsRefused(Thread::startVirtualThread, "which has been started");
    factory.made.forEach(Eventually::join);
  }

  @Test
  void spawn_factoryReturnsAThreadAgain_isRefused() {
    spawnIsRefused(body -> factory.made.element(), "which it returned before");
  }

  private void spawnIsRefused(ThreadFactory bad, String why) {
    try (Loop loop = Loop.start("bad", factory)) {
      ThreadFactory good = factory.threads;
      factory.threads = bad;
      var ran = new CompletableFuture<Object>();
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class, () -> loop.spawn(() -> ran.complete("the body")));
      String message = refused.getMessage();
      assertTrue(message.startsWith("the thread factory of Loop[bad, 0 alive] returned "), message);
      assertTrue(message.endsWith(why), message);
      isUnharmed(loop, good);
      factory.made.stream().filter(t -> t.getState() != Thread.State.NEW).forEach(Eventually::join);
      assertFalse(ran.isDone());
    }
  }

  @Test
  void spawn_factoryThrows_throwsTheSame() {
    try (Loop loop = Loop.start("bad", factory)) {
      ThreadFactory good = factory.threads;
      var failure = new UnsupportedOperationException("a test's");
      factory.threads =
          body -> {
            throw failure;
          };
      assertSame(
          failure,
          assertThrows(UnsupportedOperationException.class, () -> loop.spawn("a", () -> 1)));
      isUnharmed(loop, good);
    }
  }

  /** Nothing is left of the coroutine that was not made. */
  private void isUnharmed(Loop loop, ThreadFactory good) {
    assertEquals(new LoopStats(0, 0, 0, loop.stats().longestHold(), 0), loop.stats());
    assertEquals("Loop[bad, 0 alive]", loop.toString());
    factory.threads = good;
    assertEquals(1, Eventually.value(loop.spawn(() -> 1)));
    Eventually.until("idle", () -> loop.stats().alive() == 0);
  }

  @Test
  void spawnInAGroup_factoryThrows_leavesNothingBehind() {
    try (Loop loop = Loop.start("bad", factory)) {
      ThreadFactory good = factory.threads;
      var failure = new UnsupportedOperationException("a test's");
      Task<String> task =
          loop.spawn(
              () ->
                  TaskGroup.call(
                      group -> {
                        factory.threads =
                            body -> {
                              throw failure;
                            };
                        assertSame(
                            failure,
                            assertThrows(
                                UnsupportedOperationException.class, () -> group.spawn(() -> 1)));
                        assertEquals("TaskGroup[open, 0 running]", group.toString());
                        group.limit(1); // nothing has been spawned yet
                        factory.threads = good;
                        return group.spawn(() -> "good").await();
                      }));
      assertEquals("good", Eventually.value(task));
    }
  }

  @Test
  void start_factoryThatCannotServe_isRefused() {
    ThreadFactory platform = Thread.ofPlatform().daemon().factory();
    assertThrows(IllegalStateException.class, () -> Loop.start("bad", platform));
    assertThrows(NullPointerException.class, () -> Loop.start("bad", null));
    assertThrows(NullPointerException.class, () -> Loop.start(null, platform));
  }
}

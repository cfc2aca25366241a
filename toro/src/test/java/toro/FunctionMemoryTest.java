package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an attached function costs, and that nothing of it stays when it has been given up. */
class FunctionMemoryTest {
  private static final int MANY = 100_000;
  private static final CompletableFuture<Object> DONE = CompletableFuture.completedFuture("x");

  private final Wait<Void> pending = new AsyncEvent().whenSet();

  @TestFactory
  Stream<DynamicTest> function_attachedWithoutAnExecutor_isOneObjectOfAtMost64Bytes() {
    Map<String, Function<Wait<Void>, CompletionStage<?>>> ways =
        Map.of(
            "thenApply", wait -> wait.thenApply(x -> "x"),
            "thenAccept", wait -> wait.thenAccept(x -> {}),
            "thenRun", wait -> wait.thenRun(() -> {}),
            "thenCompose", wait -> wait.thenCompose(x -> DONE),
            "handle", wait -> wait.handle((x, failure) -> "x"),
            "whenComplete", wait -> wait.whenComplete((x, failure) -> {}),
            "exceptionally", wait -> wait.exceptionally(failure -> null));
    return ways.entrySet().stream()
        .map(way -> DynamicTest.dynamicTest(way.getKey(), () -> assertOneObject(way.getValue())));
  }

  private void assertOneObject(Function<Wait<Void>, CompletionStage<?>> attach) {
    var kept = new CompletionStage<?>[MANY];
    attachAll(attach, kept); // by now everything is loaded, and compiled
    long before = allocatedByThisThread();
    attachAll(attach, kept);
    long bytes = (allocatedByThisThread() - before) / MANY;
    assertTrue(bytes <= 64, () -> bytes + " bytes for a function");
  }

  private void attachAll(
      Function<Wait<Void>, CompletionStage<?>> attach, CompletionStage<?>[] kept) {
    for (int i = 0; i < kept.length; i++) {
      kept[i] = attach.apply(pending);
    }
  }

  private static long allocatedByThisThread() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
  }

  @Test
  void functions_givenUpInAnyOrderBesideALiveOne_areForgotten() {
    assertForgotten(wait -> wait.thenRun(() -> {}));
  }

  @Test
  void functions_givenUpTwoLevelsBelowBesideALiveOne_areForgotten() {
    assertForgotten(wait -> wait.thenApply(x -> x).thenApply(x -> x));
  }

  @Test
  void races_givenUpBesideALiveOne_areForgotten() {
    assertForgotten(wait -> Wait.anyOf(wait, new AsyncEvent().whenSet()));
    assertForgotten(wait -> wait.thenCombine(new CompletableFuture<>(), (a, b) -> a));
    assertForgotten(Wait::toCompletableFuture);
  }

  private void assertForgotten(Function<Wait<Void>, CompletionStage<?>> attach) {
    var live = pending.thenApply(x -> "told");
    List<WeakReference<Object>> all = new ArrayList<>();
    attachAndGiveUp(attach, all);
    Eventually.until(
        "all are collected",
        () -> {
          System.gc();
          return all.stream().allMatch(each -> each.refersTo(null));
        });
    assertTrue(!pending.isDone() && !live.isDone());
    assertEquals(0, all.stream().filter(each -> each.get() != null).count());
  }

  private void attachAndGiveUp(
      Function<Wait<Void>, CompletionStage<?>> attach, List<WeakReference<Object>> all) {
    List<CompletionStage<?>> stages = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      stages.add(attach.apply(pending));
    }
    Collections.shuffle(stages, new Random(1));
    for (CompletionStage<?> stage : stages) {
      all.add(new WeakReference<>(stage));
      assertTrue(
          stage instanceof Wait<?> wait
              ? wait.cancel(false)
              : stage.toCompletableFuture().completeExceptionally(new Error()));
    }
  }

  @Test
  void wait_thatHasEnded_countsNobodyWhoComesLater() {
    var result = new AsyncResult<Object>();
    Wait<Object> wait = result.whenDone();
    result.set("value");
    var item = AsyncQueue.unbounded();
    item.offer("item");
    Wait<Object> taken = item.take();
    for (Wait<Object> each : List.of(wait, taken, wait.thenApply(x -> x))) {
      each.join();
      int before = each.receivers();
      for (int i = 0; i < 1_000; i++) {
        each.thenApply(x -> x).join();
        each.exceptionally(failure -> null).join();
        each.thenApplyAsync(x -> x, task -> {}).cancel(false);
        each.thenCombine(DONE, (a, b) -> a).join();
        Wait.anyOf(each, new AsyncEvent().whenSet()).join();
        Wait.all(List.of(each, each)).join();
        each.toCompletableFuture().join();
      }
      assertEquals(before, each.receivers());
    }
  }
}

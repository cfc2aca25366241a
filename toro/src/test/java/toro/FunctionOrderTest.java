package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static toro.Eventually.until;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The functions of a wait run in the order in which they were attached. */
@Timeout(60)
class FunctionOrderTest {
  private static final int MANY = 1_000_000;

  private final AsyncResult<Integer> result = new AsyncResult<>();
  private final Wait<Integer> wait = result.whenDone();
  private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

  private void assertInOrder(int count) {
    assertEquals(IntStream.range(0, count).boxed().toList(), ran);
  }

  @Test
  void functions_aMillionBeforeTheEndAndAsManyAfter_runInOrder() {
    int[] next = {0};
    for (int i = 0; i < 2 * MANY; i++) {
      if (i == MANY) {
        result.set(1);
        assertEquals(MANY, next[0]);
      }
      int mine = i;
      wait.thenRun(() -> assertNext(next, mine));
    }
    assertEquals(2 * MANY, next[0]);
  }

  /** A throw would only fail the stage: who is out of turn leaves no number that fits. */
  private static void assertNext(int[] next, int mine) {
    next[0] = next[0] == mine ? mine + 1 : -1;
  }

  @Test
  void functions_ofEveryKind_runInOneOrder() {
    var another = new AsyncEvent().whenSet().thenApply(none -> 0);
    CompletableFuture<Integer> done = CompletableFuture.completedFuture(2);
    wait.thenApply(v -> ran.add(0));
    wait.thenCombine(done, (v, two) -> ran.add(1));
    wait.handle((v, failure) -> ran.add(2));
    wait.acceptEither(another, v -> ran.add(3));
    wait.thenCompose(v -> CompletableFuture.completedFuture(ran.add(4)));
    wait.whenCompleteAsync((v, failure) -> ran.add(5), Runnable::run);
    wait.runAfterBoth(wait, () -> ran.add(6));
    wait.thenAccept(v -> ran.add(7));
    result.set(1);
    assertInOrder(8);
  }

  @Test
  void functions_someGivenUp_theOthersRunInOrder() {
    int count = 0;
    for (int i = 0; i < 1_000; i++) {
      int mine = count;
      boolean leaves = i % 3 != 0;
      Wait<Void> stage = wait.thenRun(() -> ran.add(leaves ? -1 : mine));
      if (leaves) {
        stage.cancel(false);
      } else {
        count++;
      }
    }
    result.set(1);
    assertInOrder(count);
  }

  @Test
  void functions_onALoopAttachedFromOutside_runInOrder() throws Exception {
    try (Loop loop = Loop.start("order")) {
      Wait<Integer> made = loop.spawn(() -> result.whenDone()).get();
      for (int i = 0; i < 2_000; i++) {
        int mine = i;
        if (i == 1_000) {
          result.set(1);
        }
        made.thenRun(() -> ran.add(mine));
      }
      until("all have run", () -> ran.size() == 2_000);
      assertInOrder(2_000);
    }
  }

  @Test
  void function_attachedWhileAnotherThreadRunsEarlierOnes_runsAfterThem() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    wait.thenRun(
        () -> {
          begun.countDown();
          pass(goOn);
          ran.add(0);
        });
    wait.thenRun(() -> ran.add(1));
    var firing =
        Probe.start(
            () -> {
              result.set(1);
              return null;
            });
    begun.await();
    wait.thenRun(() -> ran.add(2));
    goOn.countDown();
    firing.result();
    until("all have run", () -> ran.size() == 3);
    assertInOrder(3);
  }

  @Test
  void function_attachedByAnEarlierOne_runsAfterThoseAttachedBefore() {
    wait.thenRun(
        () -> {
          ran.add(0);
          wait.thenRun(() -> ran.add(2));
        });
    wait.thenRun(() -> ran.add(1));
    result.set(1);
    assertInOrder(3);
  }

  @Test
  void functions_attachedWhileAnotherThreadEndsTheWait_runInOrder() {
    try (var second = new SecondThread()) {
      for (int round = 0; round < 2_000; round++) {
        var raced = new AsyncResult<Integer>();
        Wait<Integer> end = raced.whenDone();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        second.start(round % 50, () -> raced.set(1));
        for (int i = 0; i < 50; i++) {
          int mine = i;
          end.thenRun(() -> order.add(mine));
        }
        second.await();
        until("all have run", () -> order.size() == 50);
        assertEquals(IntStream.range(0, 50).boxed().toList(), order);
      }
    }
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

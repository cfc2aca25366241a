package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import toro.AsyncQueue;
import toro.Deadline;
import toro.Wait;

/** {@link QueueIdioms} and the frameworks, with consumers that are given up all the time. */
class QueueTest {
  private static final int ITEMS = 20_000;

  private final AsyncQueue<Integer> queue = AsyncQueue.unbounded();
  private final AtomicIntegerArray seen = new AtomicIntegerArray(ITEMS);

  @Test
  void reactor_whenConsumersAreGivenUp_seesEveryItemOnce() throws Exception {
    seesEveryItemOnce(
        () ->
            QueueIdioms.reactor(
                queue,
                item ->
                    Mono.just(item)
                        .publishOn(Schedulers.parallel())
                        .doOnNext(seen::incrementAndGet)
                        .then()));
  }

  @Test
  void mutiny_whenConsumersAreGivenUp_seesEveryItemOnce() throws Exception {
    seesEveryItemOnce(
        () ->
            QueueIdioms.mutiny(
                queue,
                item ->
                    Uni.createFrom()
                        .item(item)
                        .emitOn(ForkJoinPool.commonPool())
                        .invoke(seen::incrementAndGet)
                        .replaceWithVoid()));
  }

  @Test
  void vertx_whenConsumersAreGivenUp_seesEveryItemOnce() throws Exception {
    var vertx = Vertx.vertx();
    try {
      seesEveryItemOnce(
          () ->
              QueueIdioms.vertx(
                  queue,
                  item -> {
                    Promise<Void> end = Promise.promise();
                    vertx.runOnContext(
                        none -> {
                          seen.incrementAndGet(item);
                          end.complete();
                        });
                    return end.future();
                  }));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private interface Consumer {
    Wait<@Nullable Void> start();
  }

  private void seesEveryItemOnce(Consumer consumer) throws Exception {
    try (var producer = Executors.newSingleThreadExecutor()) {
      var produced =
          producer.submit(
              () -> {
                for (int item = 0; item < ITEMS; item++) {
                  queue.offer(item);
                }
              });
      var end = Deadline.after(Duration.ofSeconds(60));
      while (!produced.isDone() || !queue.isEmpty()) {
        assertFalse(end.isExpired(), queue::toString);
        var consuming = consumer.start();
        for (int n = ThreadLocalRandom.current().nextInt(4000); n > 0; n--) {
          Thread.onSpinWait();
        }
        consuming.cancel(true);
      }
    }
    queue.whenDone().await();
    for (int item = 0; item < ITEMS; item++) {
      assertEquals(1, seen.get(item), "times that item " + item + " was seen");
    }
    assertEquals(0, queue.waiting());
  }
}

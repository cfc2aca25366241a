package toro.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/**
 * What looks natural, and loses a permit: it is let go of between two steps of a pipeline that is
 * given up there. The documentation warns of these; where a test fails, a framework has got better.
 */
class WrongIdiomsTest {
  private final AsyncLock lock = new AsyncLock();
  private final Queue<Runnable> later = new ArrayDeque<>(); // of an executor that is busy

  private void runLater() {
    for (Runnable task; (task = later.poll()) != null; ) {
      task.run();
    }
  }

  @Test
  void mono_ofAPermit_losesItWhenCancelled() {
    var subscription =
        Mono.fromCompletionStage(lock::acquire)
            .publishOn(Schedulers.fromExecutor(later::add))
            .flatMap(permit -> Mono.fromRunnable(permit::close))
            .subscribe();
    subscription.dispose();
    runLater();
    assertTrue(lock.isHeld());
  }

  @Test
  void uni_ofAPermit_losesItWhenCancelled() {
    var subscription =
        Uni.createFrom()
            .completionStage(lock::acquire)
            .emitOn(later::add)
            .invoke(Permit::close)
            .subscribe()
            .with(none -> {});
    subscription.cancel();
    runLater();
    assertTrue(lock.isHeld());
  }

  @Test
  void vertxFuture_ofAPermit_losesItAfterATimeout() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var held = lock.tryAcquire();
      var turn =
          Future.fromCompletionStage(lock.acquire(), vertx.getOrCreateContext())
              .timeout(1, TimeUnit.MILLISECONDS)
              .onSuccess(Permit::close);
      turn.toCompletionStage().exceptionally(timeout -> null).toCompletableFuture().join();
      held.close();
      assertTrue(lock.isHeld());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void completableFuture_ofAPermit_losesItWhenWhatHangsOnItIsCancelled() {
    var held = lock.tryAcquire();
    var done = lock.acquire().toCompletableFuture().thenAccept(Permit::close);
    done.cancel(true);
    held.close();
    assertTrue(lock.isHeld());
  }

  /** No permit is lost here, but the work goes on without it. */
  @Test
  void with_aBodyWhoseStageIsCancelledButNotItsWork_letsTheNextOneIn() {
    Promise<String> work = Promise.promise();
    Wait<String> page = lock.with(() -> work.future().toCompletionStage());
    page.cancel(true);
    assertFalse(lock.isHeld());
    assertFalse(work.future().isComplete());
  }

  /** The same with a stage that ends when the work does. */
  @Test
  void with_aBodyWhoseStageEndsWithItsWork_letsNobodyInBefore() {
    Promise<String> work = Promise.promise();
    Wait<String> page = lock.with(() -> VertxIdioms.stage(work.future()));
    page.cancel(true);
    assertTrue(page.isCancelled());
    assertTrue(lock.isHeld());
    work.complete("done, too late");
    assertFalse(lock.isHeld());
  }
}

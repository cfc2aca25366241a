package toro.interop;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import toro.AsyncEvent;
import toro.Wait;

/** What is granted to a receiver that is not the library's own goes to it, and to nobody else. */
class HandoverTest {
  @Test
  void allOf_ofPlainFutures_receives() throws Exception {
    receives(
        new Handover.Receiver() {
          @Override
          public <T> void attach(Wait<T> wait, Consumer<? super T> see) {
            var view = wait.toCompletableFuture();
            CompletableFuture.allOf(view, CompletableFuture.completedFuture("other"))
                .thenRun(() -> see.accept(view.join()));
          }
        });
  }

  @Test
  void anyOf_ofPlainFutures_receives() throws Exception {
    receives(
        new Handover.Receiver() {
          @Override
          public <T> void attach(Wait<T> wait, Consumer<? super T> see) {
            var view = wait.toCompletableFuture();
            CompletableFuture.anyOf(view, new AsyncEvent().whenSet().toCompletableFuture())
                .thenRun(() -> see.accept(view.join()));
          }
        });
  }

  @Test
  void thenCompose_ofAPlainFuture_receives() throws Exception {
    receives(
        new Handover.Receiver() {
          @Override
          public <T> void attach(Wait<T> wait, Consumer<? super T> see) {
            CompletableFuture.completedFuture("before").thenCompose(s -> wait).thenAccept(see);
          }
        });
  }

  @Test
  void mono_receives() throws Exception {
    receives(
        new Handover.Receiver() {
          @Override
          public <T> void attach(Wait<T> wait, Consumer<? super T> see) {
            Mono.fromCompletionStage(wait).subscribe(see);
          }
        });
  }

  @Test
  void uni_receives() throws Exception {
    receives(
        new Handover.Receiver() {
          @Override
          public <T> void attach(Wait<T> wait, Consumer<? super T> see) {
            Uni.createFrom().completionStage(wait).subscribe().with(see::accept);
          }
        });
  }

  @Test
  void vertxFuture_receives() throws Exception {
    receives(
        new Handover.Receiver() {
          @Override
          public <T> void attach(Wait<T> wait, Consumer<? super T> see) {
            Future.fromCompletionStage(wait).onSuccess(see::accept);
          }
        });
  }

  private static void receives(Handover.Receiver receiver) throws InterruptedException {
    Handover.ofPermits(receiver);
    Handover.ofItems(receiver);
  }
}

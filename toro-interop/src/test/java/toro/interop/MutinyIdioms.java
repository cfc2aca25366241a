package toro.interop;

import io.smallrye.mutiny.Uni;
import toro.AsyncSemaphore;

/** How pipelines of Mutiny take turns. */
final class MutinyIdioms {
  private MutinyIdioms() {}

  // @start region="mutiny"
  /** Subscribes to the body once there is a permit, which goes back when the body has ended. */
  static <T> Uni<T> withPermit(AsyncSemaphore semaphore, Uni<T> body) {
    return Uni.createFrom()
        .completionStage(
            () -> semaphore.with(() -> body.subscribeAsCompletionStage().minimalCompletionStage()));
  }
  // @end region="mutiny"
}

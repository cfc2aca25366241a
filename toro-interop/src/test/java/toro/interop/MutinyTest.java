package toro.interop;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@link MutinyIdioms} and Mutiny itself. */
class MutinyTest {
  private final Room room = new Room(2);

  @Test
  void pipelines_whenMostAreCancelled_loseNothing() throws Exception {
    Storm.run(
        20_000,
        (number, end) -> {
          var ended = new AtomicBoolean(); // Mutiny may tell of an item, and of a cancel after it
          return MutinyIdioms.withPermit(room.door(), visit(number))
                  .onTermination()
                  .invoke(
                      (value, failure, cancelled) -> {
                        if (!ended.getAndSet(true)) {
                          end.ended(value != null);
                        }
                      })
                  .subscribe()
                  .with(value -> {}, failure -> {})
              ::cancel;
        });
    room.assertNothingLost();
  }

  /** Is inside until another thread ends it. */
  private Uni<Integer> visit(int number) {
    return Uni.createFrom()
        .item(
            () -> {
              room.enter();
              return number;
            })
        .emitOn(ForkJoinPool.commonPool())
        .onTermination()
        .invoke(room::leave);
  }
}

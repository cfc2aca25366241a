package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** {@link MdcIdioms} and SLF4J's MDC itself. */
class MdcTest {
  private static final String KEY = "request";

  private final Room room = new Room(2);
  private final AtomicInteger strangers = new AtomicInteger();

  @Test
  void bodies_whenMostAreGivenUp_seeTheMdcOfTheirCaller() throws Exception {
    try (var workers = Executors.newFixedThreadPool(3)) {
      seeTheMdcOfTheirCaller(workers);
      for (int i = 0; i < 3; i++) {
        workers.execute(() -> expect(null));
      }
    }
    assertEquals(0, strangers.get());
  }

  @Test
  void bodies_thatRunWhereThePermitIsGranted_seeTheMdcOfTheirCaller() throws Exception {
    seeTheMdcOfTheirCaller(Runnable::run);
    assertEquals(0, strangers.get());
  }

  private void seeTheMdcOfTheirCaller(Executor executor) throws Exception {
    Storm.run(
        20_000,
        (number, end) -> {
          var mine = "request " + number;
          try (var scope = MDC.putCloseable(KEY, mine)) {
            var page = MdcIdioms.page(room.door(), executor, () -> visit(mine));
            page.whenComplete((text, failure) -> end.ended(failure == null));
            return () -> page.cancel(true);
          }
        });
    room.assertNothingLost();
  }

  /** Is inside until another thread ends it. */
  private CompletionStage<String> visit(String mine) {
    room.enter();
    expect(mine);
    return CompletableFuture.supplyAsync(
            () -> {
              room.leave();
              return mine;
            })
        .minimalCompletionStage();
  }

  private void expect(@Nullable String value) {
    if (!Objects.equals(value, MDC.get(KEY))) {
      strangers.incrementAndGet();
    }
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waits made of waits, ten thousand deep, end when the innermost ends: L5. */
class NestedStagesTest {
  private static final int LEVELS = 10_000;

  static Stream<Named<UnaryOperator<Wait<?>>>> nestings() {
    return Stream.of(
        Named.of("anyOf", inner -> Wait.anyOf(inner, new CompletableFuture<>())),
        Named.of("allOf", inner -> Wait.allOf(inner, CompletableFuture.completedFuture(1))),
        Named.of("with", inner -> new AsyncLock().with(() -> inner)),
        Named.of("thenCompose", inner -> Wait.allOf().thenCompose(nothing -> inner)));
  }

  @ParameterizedTest
  @MethodSource("nestings")
  void wait_nestedDeeply_endsWithTheInnermost(UnaryOperator<Wait<?>> nesting) {
    var event = new AsyncEvent();
    Wait<?> outermost = nesting(event.whenSet(), nesting);

    event.set();

    assertTrue(outermost.isDone());
    assertTrue(!outermost.isCompletedExceptionally());
  }

  @ParameterizedTest
  @MethodSource("nestings")
  void wait_nestedDeeply_isGivenUpWithTheOutermost(UnaryOperator<Wait<?>> nesting) {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    Wait<?> outermost = nesting(lock.acquire(), nesting);

    assertTrue(outermost.cancel(false));

    assertTrue(!lock.toString().contains("waiting"), lock::toString);
    held.close();
    assertTrue(!lock.isHeld());
    assertNull(outermost.handle((value, failure) -> value).join());
  }

  private static Wait<?> nesting(Wait<?> innermost, UnaryOperator<Wait<?>> nesting) {
    Wait<?> outermost = innermost;
    for (int i = 0; i < LEVELS; i++) {
      outermost = nesting.apply(outermost);
    }
    return outermost;
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that throws because of its last member has changed nothing. */
@Timeout(60)
class RefusedMemberTest {
  static Stream<Named<Function<Collection<CompletionStage<?>>, Wait<?>>>> several() {
    return Stream.of(
        Named.of("all", Wait::all), Named.of("allOf", Wait::allOf), Named.of("anyOf", Wait::anyOf));
  }

  @ParameterizedTest
  @MethodSource("several")
  void several_oneIsNull_hangsOnNothing(Function<Collection<CompletionStage<?>>, Wait<?>> several) {
    var plain = new CompletableFuture<Integer>();
    var wait = new AsyncEvent().whenSet();
    Wait<?> ofAnother = Wait.of(new CompletableFuture<Integer>());

    assertThrows(
        NullPointerException.class,
        () -> several.apply(Arrays.asList(wait, ofAnother, plain, null)));

    assertEquals(0, plain.getNumberOfDependents());
    assertEquals(0, wait.receivers());
    assertFalse(plain.isDone() || wait.isDone() || ofAnother.isDone());
  }

  @ParameterizedTest
  @MethodSource("several")
  void several_oneIsNull_holdsNoSimulatedTime(
      Function<Collection<CompletionStage<?>>, Wait<?>> several) throws Exception {
    assertTrue(
        Loop.simulate(
            1,
            () -> {
              var plain = new CompletableFuture<Integer>();
              assertThrows(
                  NullPointerException.class, () -> several.apply(Arrays.asList(plain, null)));
              Loop.sleep(Duration.ofDays(1));
              return true;
            }));
  }
}

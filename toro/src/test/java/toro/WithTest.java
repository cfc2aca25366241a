package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;
import static toro.Room.inEveryRoom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code with(body)}: the same rules for every primitive that has one. */
@Timeout(60)
class WithTest {
  @Test
  void with_free_runsTheBodyAtOnceInside() {
    inEveryRoom(
        room -> {
          List<Boolean> freeInside = new ArrayList<>();
          Wait<String> with =
              room.with(
                  () -> {
                    freeInside.add(room.isFree());
                    return completedFuture("result");
                  });
          assertEquals("result", granted(with));
          assertEquals(List.of(false), freeInside);
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_stagePending_holdsUntilItEnds() {
    inEveryRoom(
        room -> {
          CompletableFuture<String> stage = new CompletableFuture<>();
          Wait<String> with = room.with(() -> stage);
          assertPending(with);
          assertFalse(room.isFree());
          stage.complete("result");
          assertEquals("result", granted(with));
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_held_waitsForItsTurnInLine() {
    inEveryRoom(
        room -> {
          List<Integer> order = new ArrayList<>();
          Permit held = granted(room.acquire().get());
          List<Wait<Boolean>> withs = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int number = i;
            withs.add(room.with(() -> completedFuture(order.add(number))));
          }
          assertEquals(List.of(), order);
          held.close();
          assertEquals(List.of(0, 1, 2), order);
          withs.forEach(Probe::granted);
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_resultNull_isNull() {
    inEveryRoom(
        room -> {
          assertNull(granted(room.with(() -> completedFuture(null))));
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_end_comesAfterTheRelease() {
    inEveryRoom(
        room -> {
          for (boolean fails : new boolean[] {false, true}) {
            CompletableFuture<String> stage = new CompletableFuture<>();
            List<Boolean> freeAtTheEnd = new ArrayList<>();
            room.with(() -> stage)
                .whenComplete((result, failure) -> freeAtTheEnd.add(room.isFree()));
            if (fails) {
              stage.completeExceptionally(new IOException("body"));
            } else {
              stage.complete("result");
            }
            assertEquals(List.of(true), freeAtTheEnd);
          }
        });
  }

  @Test
  void with_stageFails_failsWithItAndReleases() {
    inEveryRoom(
        room -> {
          IOException failure = new IOException("body");
          Wait<String> atOnce = room.with(() -> failedFuture(failure));
          assertSame(failure, failed(atOnce));
          assertSame(failure, assertThrows(CompletionException.class, atOnce::join).getCause());
          CompletableFuture<String> stage = new CompletableFuture<>();
          Wait<String> later = room.with(() -> stage.thenApply(value -> value + "!"));
          stage.completeExceptionally(failure);
          assertSame(failure, failed(later));
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_bodyThrows_failsWithItAndReleases() {
    inEveryRoom(
        room -> {
          IllegalArgumentException failure = new IllegalArgumentException("body");
          Wait<String> with =
              room.with(
                  () -> {
                    throw failure;
                  });
          assertSame(failure, failed(with));
          assertSame(failure, assertThrows(IllegalArgumentException.class, with::await));
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_bodyThrowsAnErrorLater_failsWithItAndReleases() {
    inEveryRoom(
        room -> {
          Error failure = new LinkageError("body");
          Permit held = granted(room.acquire().get());
          Wait<String> with =
              room.with(
                  () -> {
                    throw failure;
                  });
          Wait<Permit> next = room.acquire().get();
          held.close();
          assertSame(failure, failed(with));
          assertTrue(granted(next).isOpen());
        });
  }

  @Test
  void with_nullStage_failsWithNullPointerAfterTheRelease() {
    inEveryRoom(
        room -> {
          Permit held = granted(room.acquire().get());
          Wait<String> with = room.with(() -> null);
          List<Boolean> freeAtTheEnd = new ArrayList<>();
          with.whenComplete((result, failure) -> freeAtTheEnd.add(room.isFree()));
          held.close();
          assertInstanceOf(NullPointerException.class, failed(with));
          assertEquals(List.of(true), freeAtTheEnd);
          assertTrue(room.isFree());
        });
  }

  @Test
  void with_readers_areInTogether() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    boolean[] began = {false, false};
    Wait<String> one =
        lock.withRead(
            () -> {
              began[0] = true;
              return first;
            });
    Wait<String> two =
        lock.withRead(
            () -> {
              began[1] = true;
              return second;
            });
    assertTrue(began[0] && began[1]);
    Wait<Permit> write = lock.acquireWrite();
    first.complete("one");
    assertPending(write);
    second.complete("two");
    assertEquals("one", granted(one));
    assertEquals("two", granted(two));
    assertTrue(granted(write).isOpen());
  }

  /** Lets a few functions be attached, and then no more. */
  private static final class Full<T> extends CompletableFuture<T> {
    private final IllegalStateException refusal = new IllegalStateException("full");
    private int room;

    Full(int room) {
      this.room = room;
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> f) {
      if (room-- == 0) {
        throw refusal;
      }
      return super.whenComplete(f);
    }
  }

  @Test
  void with_stageThatTakesNoFunction_failsWithItsRefusalAndReleases() {
    inEveryRoom(
        room -> {
          for (int n = 0; n < 2; n++) {
            var stage = new Full<String>(n);
            Wait<String> with = room.with(() -> stage);
            assertSame(stage.refusal, failed(with));
            assertTrue(room.isFree());
            stage.complete("late");
            assertTrue(room.isFree());
          }
        });
  }

  @Test
  void forEach_stageThatTakesNoFunction_failsWithItsRefusalAfterTaskDone() {
    for (int n = 0; n < 2; n++) {
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      var stage = new Full<String>(n);
      Wait<Void> all = queue.forEach(item -> stage);
      queue.put(1);
      assertSame(stage.refusal, failed(all));
      assertEquals(0, queue.unfinishedTasks());
      stage.complete("late");
      assertEquals(0, queue.unfinishedTasks());
    }
  }
}

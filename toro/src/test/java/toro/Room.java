package toro;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A primitive that lets one in at a time, and has a {@code with(body)}. */
record Room(
    String name, Runner runner, Supplier<Wait<Permit>> acquire, Supplier<Permit> tryAcquire) {
  interface Runner {
    <R> Wait<R> with(Supplier<? extends CompletionStage<R>> body);
  }

  <R> Wait<R> with(Supplier<? extends CompletionStage<R>> body) {
    return runner.with(body);
  }

  boolean isFree() {
    Permit permit = tryAcquire.get();
    if (permit == null) {
      return false;
    }
    permit.close();
    return true;
  }

  /** Runs a test in a free room of every primitive. */
  static void inEveryRoom(Consumer<Room> test) {
    AsyncLock lock = new AsyncLock();
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);
    AsyncReadWriteLock read = new AsyncReadWriteLock(1);
    AsyncReadWriteLock write = new AsyncReadWriteLock();
    List<Room> rooms =
        List.of(
            new Room("lock", lock::with, lock::acquire, lock::tryAcquire),
            new Room("semaphore", semaphore::with, semaphore::acquire, semaphore::tryAcquire),
            new Room("read", read::withRead, read::acquireRead, read::tryAcquireRead),
            new Room("write", write::withWrite, write::acquireWrite, write::tryAcquireWrite));
    for (Room room : rooms) {
      try {
        test.accept(room);
      } catch (AssertionError e) {
        throw new AssertionError("in room " + room.name, e);
      }
    }
  }
}

package toro.examples;

import java.util.concurrent.CompletableFuture;
import toro.AsyncLock;
import toro.TaskGroup;

/** A thread, a callback and a virtual thread have one lock in turn. */
public final class OneLine {
  public static void main(String[] args) throws Exception {
    var lock = new AsyncLock();
    TaskGroup.run(
        group -> {
          try (var held = lock.acquire().await()) { // a thread awaits its turn
            lock.with(() -> CompletableFuture.runAsync(() -> System.out.println("2. a callback")));
            var another = lock.acquire();
            group.spawn(
                () -> {
                  try (var mine = lock.acquire().await()) { // a virtual thread, in the same line
                    System.out.println("3. a virtual thread");
                  }
                });
            another.cancel(true); // leaves the line, and takes nothing
            System.out.println("1. a thread");
          } // the next in line has the lock now
        }); // the group ends when its last task has ended
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/**
 * Something that is told when a wait is settled, before any function that hangs on it: a parked
 * thread, or a limit that is no longer needed.
 */
abstract class Watcher {
  @Nullable Watcher next; // written before the push, or by the one thread that has detached it
  int depth; // like next: how many watchers stand below, dead ones included
  volatile boolean dead; // by its owner: no longer interested

  /**
   * Called once, by the thread that settles the wait, outside every internal lock; true if the one
   * who is woken runs the functions that hang on the wait, where they belong.
   */
  abstract boolean wake();
}

package toro;

import org.jspecify.annotations.Nullable;

/**
 * What stands in one of the library's lists: in the line of a primitive, among what hangs on a
 * wait, or in the queue of a trampoline; never in two of them at once.
 */
abstract class WaitNode {
  @Nullable WaitNode next; // these two: whoever guards the list that it stands in
  @Nullable WaitNode prev;

  /**
   * The wait on which this hangs has been settled: called in turn, once, after this was taken off
   * it; on the wait's loop, if it has one.
   */
  void fire(Wait<?> settled) {
    throw new AssertionError(this + " hangs on nothing");
  }

  /**
   * One that is told as soon as the wait is settled, by the thread that settles it: a parked
   * thread, a limit.
   */
  abstract static class Watcher extends WaitNode {
    /** May be called twice. True if whoever is woken runs the functions that hang on the wait. */
    abstract boolean wake();

    @Override
    final void fire(Wait<?> settled) {
      var unused = wake();
    }
  }

  /** Calls back in turn, without being a receiver of the value. */
  static final class Hook extends WaitNode {
    private final Runnable callback;

    Hook(Runnable callback) {
      this.callback = callback;
    }

    @Override
    void fire(Wait<?> settled) {
      callback.run();
    }
  }
}

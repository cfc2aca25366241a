package toro;

import org.jspecify.annotations.Nullable;

/**
 * Runs the functions that hang on settled waits: at once at the outermost call of a thread, and one
 * after the other, in the order of settling, for everything that those functions settle in turn.
 */
final class Trampoline implements AutoCloseable {
  /*
   * Overview.
   *
   * A continuation that closes its permit grants the next waiter, whose continuation closes its
   * permit, and so on. Run inside each other these overflow the stack after some thousand levels.
   * So each thread keeps a queue of settled waiters whose functions have not run:
   *
   *      deliver, depth 0:  run the functions now, then everything that was queued meanwhile
   *      deliver, depth 1+: queue
   *
   * "Depth" counts scopes: a delivery is one, and so is every function attached to a Wait without
   * an executor. A wait that is granted at the call (a free lock) is complete at once, as any
   * future would be; but DEEP scopes deep it is queued, so that a loop written as a recursion of
   * acquire().thenCompose(...) runs in constant stack.
   *
   * I1. A waiter in the queue is settled, out of every line, and is in one queue only; so its
   *     `next` link is free to hold the queue together.
   * I2. The queue is empty when depth is 0.
   * I3. Only functions are delayed. Threads parked on the waiter are woken at once, and every read
   *     of it looks at its outcome, not at whether its functions have run.
   *
   * A thread that is about to park inside a scope empties its queue first (`flush`): what it waits
   * for may be done by one of the functions in it.
   */
  private static final ThreadLocal<Trampoline> MINE = ThreadLocal.withInitial(Trampoline::new);

  private static final int DEEP = 16;

  private int depth; // all fields: only by their own thread
  private @Nullable Waiter<?> head;
  private @Nullable Waiter<?> tail;

  private Trampoline() {}

  /** Opens a scope of this thread, to be closed by it. */
  static Trampoline enter() {
    Trampoline mine = MINE.get();
    mine.depth++;
    return mine;
  }

  /** Closes a scope; the outermost one first runs what was queued inside it. */
  @Override
  public void close() {
    try {
      if (depth == 1) {
        drain();
      }
    } finally {
      depth--;
    }
  }

  /** Whether a wait that is granted at the call must be queued like any other. */
  static boolean isDeep() {
    return MINE.get().depth >= DEEP;
  }

  /** Wakes the threads parked on each of the settled waiters, then runs or queues the functions. */
  static void deliver(@Nullable Waiter<?> chain) {
    if (chain == null) {
      return;
    }
    try (Trampoline mine = enter()) {
      for (Waiter<?> w = chain; w != null; w = w.next) {
        w.wakeWatchers(); // I3
      }
      mine.append(chain);
    }
  }

  /** Queues the functions of a waiter that was settled before anyone could hang on it. */
  static void later(Waiter<?> settled) {
    MINE.get().append(settled);
  }

  /** Runs what is queued on this thread, which is about to park. */
  static void flush() {
    Trampoline mine = MINE.get();
    if (mine.head != null) {
      mine.drain();
    }
  }

  private void append(Waiter<?> chain) {
    if (tail == null) {
      head = chain;
    } else {
      tail.next = chain;
    }
    Waiter<?> last = chain;
    while (last.next != null) {
      last = last.next;
    }
    tail = last;
  }

  private void drain() {
    Throwable failure = null;
    for (Waiter<?> w; (w = head) != null; ) {
      head = w.next;
      if (head == null) {
        tail = null;
      }
      w.next = null;
      try {
        w.complete();
      } catch (Throwable t) { // never a function's own: only the machine's, such as out of memory
        failure = failure == null ? t : failure; // I2: the others still run
      }
    }
    if (failure != null) {
      throw new IllegalStateException("a continuation could not be run", failure);
    }
  }
}

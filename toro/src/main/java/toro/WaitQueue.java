package toro;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A line of waiters: first in, first out, and anyone may leave from the middle in constant time.
 */
final class WaitQueue {
  /*
   * Overview.
   *
   * An intrusive doubly linked list: the waiter is the node. Every access is made under `guard`, a
   * monitor that is private to one primitive; a primitive with several lines shares one guard among
   * them, so that a waiter moves from line to line in one step.
   *
   *          add                pop + Waiter.grant (in a WaitGrants)
   *   new ─────────▶ in line ─────────────────────────────────────▶ out of line ──▶ delivered
   *                     │          remove (after giving up)              ▲
   *                     └────────────────────────────────────────────────┘
   *
   * I1. A waiter is in a line if and only if its `line` field names that line.
   * I2. Under the guard there is nothing but field reads and writes and the compare-and-set that
   *     decides a waiter. What is granted is collected in a chain and delivered outside.
   * I3. A waiter that has given up is decided first and unlinked after, by the thread that decided
   *     it. So a decided waiter may still stand in the line: whoever meets it drops it.
   */
  final Object guard;
  private final LeaveHandler leaveHandler;
  private @Nullable Waiter<?> first; // all: under guard
  private @Nullable Waiter<?> last;
  private int size;

  /** What a primitive does when a waiter has left its line: let in those whom it was blocking. */
  interface LeaveHandler {
    /** Called under the guard (I2), after the waiter was unlinked. */
    void left(Waiter<?> leaver, WaitGrants grants);
  }

  WaitQueue(Object guard, LeaveHandler leaveHandler) {
    this.guard = guard;
    this.leaveHandler = leaveHandler;
  }

  void add(Waiter<?> w) {
    assert Thread.holdsLock(guard);
    w.prev = last;
    w.line = this; // by which the waiter finds it when it gives up (I1)
    if (last == null) {
      first = w;
    } else {
      last.next = w;
    }
    last = w;
    size++;
  }

  @Nullable Waiter<?> first() {
    assert Thread.holdsLock(guard);
    return first;
  }

  boolean isEmpty() {
    assert Thread.holdsLock(guard);
    return first == null;
  }

  int size() {
    assert Thread.holdsLock(guard);
    return size;
  }

  /** Takes a waiter to the end of another line of the same primitive. */
  void move(Waiter<?> w, WaitQueue to) {
    assert to.guard == guard;
    detach(w);
    to.add(w); // `line` never reads null on the way: a leaver looks at it before it has the guard
  }

  void unlink(Waiter<?> w) {
    detach(w);
    w.line = null;
  }

  private void detach(Waiter<?> w) {
    assert Thread.holdsLock(guard) && w.line == this;
    Waiter<?> before = (Waiter<?>) w.prev;
    Waiter<?> after = (Waiter<?>) w.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.prev = before;
    }
    w.prev = null;
    w.next = null;
    size--;
  }

  /** Unlinks the first live waiter and grants it; null if there is none. */
  @Nullable Waiter<?> grantFirst(WaitGrants grants) {
    for (Waiter<?> w; (w = first) != null; ) {
      unlink(w);
      if (grants.grant(w)) { // else it has given up, and is dropped (I3)
        return w;
      }
    }
    return null;
  }

  void grantAll(WaitGrants grants) {
    while (grantFirst(grants) != null) {}
  }

  void failAll(Throwable failure, WaitGrants grants) {
    failEach(w -> failure, grants);
  }

  /** Fails those waiters that have a reason to, says a function of the primitive. */
  void failEach(Function<Waiter<?>, @Nullable Throwable> why, WaitGrants grants) {
    for (Waiter<?> w = first; w != null; ) {
      Waiter<?> after = (Waiter<?>) w.next;
      Throwable failure = why.apply(w);
      if (failure != null) {
        unlink(w);
        grants.fail(w, failure);
      }
      w = after;
    }
  }

  /** Takes a waiter that has given up out of the line, if it still stands in this one. */
  void remove(Waiter<?> w, WaitGrants grants) {
    assert Thread.holdsLock(guard);
    if (w.line == this) {
      unlink(w);
      leaveHandler.left(w, grants);
    }
  }
}

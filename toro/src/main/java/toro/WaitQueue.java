package toro;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.VarHandle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A line of waiters: first in, first out, and anyone may leave from the middle in constant time.
 */
class WaitQueue extends WaitGuard {
  /*
   * Overview.
   *
   * An intrusive doubly linked list: the waiter is the node. Every access is made under `guard`. A
   * line is its own guard, so that both are in one object; a primitive with several lines has one
   * of them guard all, so that a waiter moves from line to line in one step.
   *
   *         append              unlink + Waiter.grant (in a WaitGrants)
   *   new ─────────▶ in line ─────────────────────────────────────▶ out of line ──▶ delivered
   *                     │          remove (after giving up)              ▲
   *                     └────────────────────────────────────────────────┘
   *
   * I1. A waiter is in a line if and only if its `line` field names that line.
   * I2. Under the guard there is nothing but field reads and writes and the compare-and-set that
   *     decides a waiter. What is granted is collected in a chain and delivered outside.
   * I3. A waiter that has given up is decided first and unlinked after, by the thread that decided
   *     it. So a decided waiter may still stand in the line: whoever meets it drops it.
   * I4. Where everybody is decided under the guard (WaiterGuarded), a plain write does. One fence
   *     stands in for a compare-and-set of each, between these writes and the looks at what hangs
   *     on them (R4 of WaitRing). A member of a choice is decided with that.
   */
  private static final int SPINS = 128;
  private static final int FEW_SPINS = 32;
  private static final int NEVER = -1;
  private static final int MISSES = 4; // in a row; from then on most waiters do not spin
  private static final int SKIPS = 32;

  final WaitGuard guard;
  private @Nullable Waiter<?> first; // all: under guard
  private @Nullable Waiter<?> last;
  private int length;
  private int misses; // by anybody, at any time: only a hint, see spin

  /** A line that is its own guard. */
  WaitQueue() {
    this.guard = this;
  }

  WaitQueue(WaitGuard guard) {
    this.guard = guard;
  }

  /**
   * A waiter has left, and was unlinked: a primitive lets in those whom it was blocking. Called
   * under the guard (I2).
   */
  void left(Waiter<?> leaver, WaitGrants grants) {}

  final void append(Waiter<?> w) {
    assert guard.isHeld();
    w.prev = last;
    w.line = this; // by which the waiter finds it when it gives up (I1)
    if (last == null) {
      first = w;
    } else {
      last.next = w;
    }
    last = w;
    length++;
  }

  final @Nullable Waiter<?> first() {
    assert guard.isHeld();
    return first;
  }

  final boolean isEmpty() {
    assert guard.isHeld();
    return first == null;
  }

  /** How many stand in this line. */
  final int length() {
    assert guard.isHeld();
    return length;
  }

  /** The same, for who is outside. */
  final int count() {
    guard.lock();
    try {
      return length;
    } finally {
      guard.unlock();
    }
  }

  /** Takes a waiter to the end of another line of the same primitive. */
  final void move(Waiter<?> w, WaitQueue to) {
    assert to.guard == guard;
    detach(w);
    to.append(w); // `line` is never null on the way: a leaver reads it before it has the guard
  }

  final void unlink(Waiter<?> w) {
    detach(w);
    w.line = null;
  }

  private void detach(Waiter<?> w) {
    assert guard.isHeld() && w.line == this;
    Waiter<?> after = (Waiter<?>) w.next;
    if (w == first) { // whose `prev` nobody reads: who comes next need not be touched
      first = after;
      if (after == null) {
        last = null;
      }
    } else {
      unlinkBehind((Waiter<?>) requireNonNull(w.prev), after);
    }
    w.prev = null;
    w.next = null;
    length--;
  }

  /** Frees what the last one to be unlinked from the head holds, such as an item. */
  final void forgetUnlinked() {
    if (first != null) {
      first.prev = null;
    }
  }

  /** Whoever waits here is woken late, or for several at once: spinning would only harm. */
  final void neverSpin() {
    misses = NEVER;
  }

  /**
   * Waits a little for a waiter to be granted, if it is the next. Where that was in vain several
   * times in a row, only one in SKIPS tries it, and for a shorter time, until it pays again.
   */
  final boolean spin(Waiter<?> w) {
    int missed = misses;
    if (missed == NEVER || w != first) { // read by a race: only a hint
      return false;
    }
    int skipped = missed - MISSES;
    if (skipped > 0) {
      misses = skipped < SKIPS ? missed + 1 : MISSES;
      return false;
    }
    for (int i = skipped < 0 ? SPINS : FEW_SPINS; i > 0; i--) {
      Thread.onSpinWait();
      if (w.isDone()) {
        if (missed != 0) {
          misses = 0;
        }
        return true;
      }
    }
    misses = missed + 1;
    return false;
  }

  private void unlinkBehind(Waiter<?> before, @Nullable Waiter<?> after) {
    before.next = after;
    if (after == null) {
      last = before;
    } else {
      after.prev = before;
    }
  }

  /** Grants all of a line in which everybody is decided under the guard (I4). */
  final void grantAllGuarded(WaitGrants grants) {
    assert guard.isHeld();
    Waiter<?> next = first;
    if (next == null) {
      return;
    }
    first = null;
    last = null;
    length = 0;
    for (Waiter<?> w; (w = next) != null; ) {
      next = (Waiter<?>) w.next;
      w.prev = null;
      w.next = null;
      w.line = null;
      if (w.choice() == null) {
        w.grantGuarded();
        grants.add(w);
      } else {
        var unused = grants.grant(w); // false if its choice was decided elsewhere
      }
    }
    VarHandle.fullFence();
  }

  final void grantAll(WaitGrants grants) {
    for (Waiter<?> w; (w = first) != null; ) {
      unlink(w);
      var unused = grants.grant(w); // false if it has given up, and is dropped (I3)
    }
  }

  final void failAll(Throwable failure, WaitGrants grants) {
    failEach(w -> failure, grants);
  }

  /** Fails those waiters that have a reason to, says a function of the primitive. */
  final void failEach(Function<Waiter<?>, @Nullable Throwable> why, WaitGrants grants) {
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
  final void remove(Waiter<?> w, WaitGrants grants) {
    assert guard.isHeld();
    if (w.line == this) {
      unlink(w);
      left(w, grants);
    }
  }
}

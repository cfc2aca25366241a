package toro;

import org.jspecify.annotations.Nullable;

/**
 * The waiters that one operation has settled under an internal lock, in order, to be delivered once
 * the lock is dropped.
 */
final class WaitGrants {
  private @Nullable Waiter<?> head;
  private @Nullable Waiter<?> tail;

  /** Grants a waiter that is in no line, unless it has given up. */
  boolean grant(Waiter<?> w) {
    return w.grant(this);
  }

  /** Fails a waiter that is in no line, unless it has given up. */
  void fail(Waiter<?> w, Throwable failure) {
    Waiter<?> told = w.told();
    if (w.decide(failure)) {
      add(told);
    }
  }

  /** Adds a waiter that the caller has decided. */
  void add(Waiter<?> w) {
    if (tail == null) {
      head = w;
    } else {
      tail.next = w;
    }
    tail = w;
  }

  /** The waiters as a chain, and the rest behind them. */
  @Nullable WaitNode followedBy(@Nullable WaitNode rest) {
    if (tail == null) {
      return rest;
    }
    tail.next = rest;
    return head;
  }

  /** Wakes and runs what was collected; called outside every internal lock. */
  void deliver() {
    Waiter<?> chain = head;
    head = null;
    tail = null;
    Trampoline.deliver(chain);
  }

  /** The same for an operation that may have had no reason to collect any. */
  static void deliverAny(@Nullable WaitGrants grants) {
    if (grants != null) {
      grants.deliver();
    }
  }

  /** The same after a waiter, no longer in a line: they were let in because it left. */
  void deliverAfter(Waiter<?> leaver) {
    leaver.next = head;
    head = leaver;
    deliver();
  }
}

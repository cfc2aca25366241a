package toro.verify.soak;

/** How a wait may be given up: the doors of the second law. */
enum Parting {
  NONE,
  /** What hangs on the wait is cancelled by the one who made it, at once. */
  CANCEL_AT_ONCE,
  /** The same by another, sooner or later. */
  CANCEL,
  /** The wait itself is cancelled by another. */
  CANCEL_WAIT,
  WITHIN,
  BY,
  // By the thread that waits:
  AWAIT_LIMIT,
  AWAIT_DEADLINE,
  GET_LIMIT,
  INTERRUPT_AT_ONCE,
  INTERRUPT;

  boolean isByThread() {
    return compareTo(AWAIT_LIMIT) >= 0;
  }

  /** Whether another one is asked to do it. */
  boolean isByAnother() {
    return this == CANCEL || this == CANCEL_WAIT || this == INTERRUPT;
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/** One attempt to give up a wait: how the wait is to end, and what came of it on the way up. */
final class WaitGiveUp {
  /** How the wait ends: a throwable, or an {@link Instead} with another value. */
  final Object end;

  /**
   * A limit or an interrupt, not a cancel: a condition's wait then ends only with its lock held.
   */
  final boolean expires;

  private final @Nullable WaitGiveUp origin; // downstream
  private volatile boolean later; // by the wait at the root, before it can end

  private WaitGiveUp(Object end, boolean expires, @Nullable WaitGiveUp origin) {
    this.end = end;
    this.expires = expires;
    this.origin = origin;
  }

  /** The wait at the root ends only later: a condition that has to get its lock back. */
  void defer() {
    later = true;
    if (origin != null) {
      origin.defer();
    }
  }

  boolean isDeferred() {
    return later;
  }

  static WaitGiveUp cancel() {
    return new WaitGiveUp(new CancellationException("cancelled"), false, null);
  }

  static WaitGiveUp interrupt() {
    return new WaitGiveUp(new CancellationException("interrupted"), true, null);
  }

  static WaitGiveUp expire(Throwable failure) {
    return new WaitGiveUp(failure, true, null);
  }

  static WaitGiveUp complete(@Nullable Object value) {
    return new WaitGiveUp(new Instead(value), false, null);
  }

  static WaitGiveUp fail(Throwable failure) {
    return new WaitGiveUp(failure, false, null);
  }

  /** The same attempt on a wait upstream, which ends as cancelled whatever the reason was. */
  WaitGiveUp upstream() {
    return end instanceof CancellationException
        ? this
        : new WaitGiveUp(new CancellationException("given up"), expires, this);
  }

  /** A value that is not what a grant hands over: a foreign stage's, an outsider's. */
  record Instead(@Nullable Object value) {}

  /** Without a stack trace: a cancelled waiter would pay a microsecond and 700 bytes for it. */
  static final class CancellationException extends java.util.concurrent.CancellationException {
    private static final long serialVersionUID = 1L;

    CancellationException(String message) {
      super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}

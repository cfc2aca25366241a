package toro;

import org.jspecify.annotations.Nullable;

/** One attempt to give up a wait: how the wait is to end, and what came of it on the way up. */
final class GiveUp {
  /** How the wait ends: a throwable, or an {@link Instead} with another value. */
  final Object end;

  /**
   * A limit or an interrupt, not a cancel: a condition's wait then ends only with its lock held.
   */
  final boolean expires;

  private final @Nullable GiveUp origin; // downstream
  private volatile boolean later; // by the wait at the root, before it can end

  private GiveUp(Object end, boolean expires, @Nullable GiveUp origin) {
    this.end = end;
    this.expires = expires;
    this.origin = origin;
  }

  /** The wait at the root ends only later: a condition that has to get its lock back. */
  void endsLater() {
    later = true;
    if (origin != null) {
      origin.endsLater();
    }
  }

  boolean isLater() {
    return later;
  }

  static GiveUp cancel() {
    return new GiveUp(new CancellationException("cancelled"), false, null);
  }

  static GiveUp interrupt() {
    return new GiveUp(new CancellationException("interrupted"), true, null);
  }

  static GiveUp expire(Throwable failure) {
    return new GiveUp(failure, true, null);
  }

  static GiveUp complete(@Nullable Object value) {
    return new GiveUp(new Instead(value), false, null);
  }

  static GiveUp fail(Throwable failure) {
    return new GiveUp(failure, false, null);
  }

  /** The same attempt on a wait upstream, which ends as cancelled whatever the reason was. */
  GiveUp upstream() {
    return end instanceof CancellationException
        ? this
        : new GiveUp(new CancellationException("given up"), expires, this);
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

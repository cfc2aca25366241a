package toro;

import org.jspecify.annotations.Nullable;

/** One attempt to give up a wait: how the wait is to end, and what came of it on the way up. */
final class GiveUp {
  /** How the wait ends: a throwable, or an {@link Instead} with an outsider's value. */
  final Object end;

  /**
   * A limit or an interrupt, not a cancel: a condition's wait then ends only with its lock held.
   */
  final boolean expires;

  /** Set where a wait upstream ends only later: the condition that has to get its lock back. */
  @Nullable Waiter<?> later;

  private GiveUp(Object end, boolean expires) {
    this.end = end;
    this.expires = expires;
  }

  static GiveUp cancel() {
    return new GiveUp(new CancellationException("cancelled"), false);
  }

  static GiveUp interrupt() {
    return new GiveUp(new CancellationException("interrupted"), true);
  }

  static GiveUp expire(Throwable failure) {
    return new GiveUp(failure, true);
  }

  static GiveUp complete(@Nullable Object value) {
    return new GiveUp(new Instead(value), false);
  }

  static GiveUp fail(Throwable failure) {
    return new GiveUp(failure, false);
  }

  /** The same attempt on a wait upstream, which ends as cancelled whatever the reason was. */
  GiveUp upstream() {
    return end instanceof CancellationException
        ? this
        : new GiveUp(new CancellationException("given up"), expires);
  }

  /** The value that an outsider completed a wait with. */
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

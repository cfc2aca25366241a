package toro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One attempt to give up a wait: how the wait is to end, and what came of it on the way up. */
final class WaitGiveUp {
  /** Why it is given up, which decides how far that goes. */
  private enum Kind {
    CANCEL,
    /** A condition's wait then ends only with its lock held. */
    LIMIT,
    /** An interrupt or limit of a parked thread: like a limit, and a begun stage stays as it is. */
    PARKED_THREAD
  }

  /** How the wait ends: a throwable, or a {@link WaitState.Value}. */
  final Object end;

  private final Kind kind;
  private final @Nullable WaitGiveUp downstream; // whose attempt led to this one
  private volatile List<Wait<?>> deferrers = List.of(); // replaced under this monitor

  private WaitGiveUp(Object end, Kind kind, @Nullable WaitGiveUp downstream) {
    this.end = end;
    this.kind = kind;
    this.downstream = downstream;
  }

  static WaitGiveUp cancel() {
    return new WaitGiveUp(new Cancelled("cancelled"), Kind.CANCEL, null);
  }

  static WaitGiveUp interrupt() {
    return new WaitGiveUp(new Cancelled("interrupted"), Kind.PARKED_THREAD, null);
  }

  static WaitGiveUp stopParking(Throwable failure) {
    return new WaitGiveUp(failure, Kind.PARKED_THREAD, null);
  }

  /** A thread may not wait, or cannot. */
  static WaitGiveUp refused() {
    return new WaitGiveUp(new Cancelled("cancelled"), Kind.PARKED_THREAD, null);
  }

  static WaitGiveUp expire(Throwable failure) {
    return new WaitGiveUp(failure, Kind.LIMIT, null);
  }

  /** An outsider has ended a future of the JDK. */
  static WaitGiveUp end(Object end) {
    return new WaitGiveUp(end, Kind.CANCEL, null);
  }

  /** What readers of a value see that has gone back. */
  static CancellationException returned() {
    return new Cancelled("what was granted has gone back");
  }

  /** What a stage sees that nobody wants, where others still want its source. */
  static CancellationException unwanted() {
    return new Cancelled("given up");
  }

  /** The same attempt on a wait upstream, which ends as cancelled whatever the reason was. */
  WaitGiveUp upstream() {
    if (kind == Kind.CANCEL && end instanceof CancellationException) {
      return this;
    }
    Object cancelled = end instanceof CancellationException ? end : new Cancelled("given up");
    return new WaitGiveUp(cancelled, kind == Kind.PARKED_THREAD ? Kind.LIMIT : kind, this);
  }

  /** A limit or an interrupt, and no cancel. */
  boolean expires() {
    return kind != Kind.CANCEL;
  }

  boolean isByParkedThread() {
    return kind == Kind.PARKED_THREAD;
  }

  /** A wait upstream ends only later, and says so before: a condition has to get its lock back. */
  void defer(Wait<?> by) {
    synchronized (this) {
      var all = new ArrayList<>(deferrers);
      all.add(by);
      deferrers = all; // not changed any more
    }
    if (downstream != null) {
      downstream.defer(by);
    }
  }

  boolean isDeferred() {
    return !deferrers.isEmpty();
  }

  /** The waits that end only later. */
  List<Wait<?>> deferrers() {
    return deferrers;
  }

  /** Without a stack trace: a cancelled waiter would pay a microsecond and 700 bytes for it. */
  static final class Cancelled extends CancellationException {
    private static final long serialVersionUID = 1L;

    Cancelled(String message) {
      super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }

    /** As the JDK's, which it stands for: no name from inside is shown. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
      return CancellationException.class.getName() + ": " + getMessage();
    }
  }
}

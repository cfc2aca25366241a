package toro;

/**
 * Tells a subscription of a lossy {@link AsyncBroadcast}, once for each gap, that items were
 * overwritten before it took them. The next item is the oldest that is still there.
 */
public class LaggedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** How many. */
  private final long missed;

  LaggedException(String message, long missed) {
    super(message);
    this.missed = missed;
  }

  /**
   * How many items were missed since the one that was taken last.
   *
   * @return the number, at least 1
   */
  public long missed() {
    return missed;
  }

  /** Does nothing: it is about the pace of somebody, and not about a place in the code. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}

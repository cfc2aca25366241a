package toro;

/** Thrown where the value of a result is read before it has been set. */
public class NotReadyException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param message which result is not ready
   */
  public NotReadyException(String message) {
    super(message);
  }
}

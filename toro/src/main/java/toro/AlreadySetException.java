package toro;

/** Thrown where a result is set a second time; the message says what it was set to. */
public class AlreadySetException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param message what was refused, and the state that refuses it
   */
  public AlreadySetException(String message) {
    super(message);
  }
}

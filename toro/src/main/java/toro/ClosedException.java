package toro;

import org.jspecify.annotations.Nullable;

/**
 * Thrown, or carried by a failed {@link Wait}, where something was asked of a primitive that has
 * been closed. Its {@linkplain #getCause() cause} is what was given to {@link
 * AsyncQueue#close(Throwable) close(cause)}, if anything.
 */
public class ClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param message what was closed, and in what state
   * @param cause why it was closed, or null
   */
  public ClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

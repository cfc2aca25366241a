package toro;

/**
 * What {@link Loop#simulate} ends with when every coroutine waits, no timer is pending and no work
 * outside of the loop is under way: nothing can ever happen any more.
 *
 * <p>The message names every coroutine, what it waits for, who holds that where somebody does, and
 * where in the code it waits.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DeadlockException(String report) {
    super(report);
  }
}

package toro;

/**
 * What {@link Loop#simulate} ends with when the simulation cannot go on by itself:
 *
 * <ul>
 *   <li>every coroutine waits, no timer is pending and no work outside of the loop is under way, so
 *       that nothing can ever happen any more;
 *   <li>a million turns have been made without time moving: somebody spins, such as a coroutine
 *       that polls with {@link Loop#yieldNow};
 *   <li>something outside, such as an {@link Loop#offload} or a stage given to {@link Wait#of},
 *       does not end within the limit in real time; or a coroutine blocks its thread for so long.
 * </ul>
 *
 * <p>The message says which it is, and names every coroutine, what it waits for, who holds that
 * where somebody does, and where in the code it waits.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DeadlockException(String report) {
    super(report);
  }
}

package toro;

/**
 * Some code that returns nothing and may throw: wherever a {@code Callable} is taken, a block may
 * be given instead.
 */
@FunctionalInterface
public interface Block {
  /**
   * Runs the code.
   *
   * @throws Exception whatever the code fails with
   */
  void run() throws Exception;
}

package toro;

/**
 * The right to be inside: what a granted {@link Acquirable#acquire() acquire} hands over.
 *
 * {@snippet file="Snippets.java" region="permit"}
 *
 * <p>A permit is the ownership itself. No thread owns anything: whoever holds the permit may close
 * it, on any thread. It gives back exactly once, however often it is closed, and no permit object
 * is ever used a second time.
 *
 * <p>Others may implement it for what they grant themselves. Where a primitive asks for its own
 * permit, it refuses any other.
 *
 * <p>With {@code -Xlint:all}, javac warns that the {@code held} of {@code try (var held = ...)} is
 * never referenced. From Java 22 on, {@code try (var _ = ...)} says so; for Java 21, turn the
 * warning off: {@code -Xlint:all,-try}.
 *
 * <p><b>Memory.</b> What a thread did before {@link #close()} happens-before what the waiter that
 * gets the permit next does with it.
 */
public interface Permit extends AutoCloseable {

  /**
   * Gives back what this permit holds; the first waiter in line gets it at once. Idempotent: the
   * second and every later call does nothing. Continuations of the waiter run on this thread,
   * before this call returns, unless this call is itself made by such a continuation: then they run
   * after it.
   */
  @Override
  void close();

  /**
   * Says whether this permit still holds what it was granted.
   *
   * @return false once it is closed or downgraded, and while a {@link AsyncLock.Condition} has it
   */
  boolean isOpen();
}

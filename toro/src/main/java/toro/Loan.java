package toro;

/**
 * A resource of a pool that nobody else has now: what {@link AsyncPool#borrow} grants.
 *
 * {@snippet file="PoolSnippets.java" region="loan"}
 *
 * <p>Any thread may use it. It ends once: by the first {@link #close} or {@link #discard}.
 *
 * <p><b>Memory.</b> What was done before {@link #close} happens-before what the next borrower of
 * the resource does with it.
 *
 * @param <R> the resources' type
 */
public sealed interface Loan<R> extends AutoCloseable permits PoolLoan {

  /**
   * What was lent.
   *
   * @return the resource, not to be used any more when the loan has ended
   * @throws IllegalStateException if the loan has ended
   */
  R get();

  /**
   * Says whether the loan has not ended.
   *
   * @return true until the first {@link #close} or {@link #discard}
   */
  boolean isOpen();

  /**
   * The resource is not to be used again: it is destroyed, and then another one may be created in
   * its place. Nothing happens if the loan has ended.
   */
  void discard();

  /**
   * The resource goes back: the first in line gets it at once. Nothing happens if the loan has
   * ended.
   */
  @Override
  void close();
}

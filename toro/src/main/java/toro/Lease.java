package toro;

/**
 * An item that comes back unless it is {@link #done}: what {@link AsyncQueue#lease} grants.
 *
 * {@snippet file="Snippets.java" region="lease"}
 *
 * <p>Any thread may use it. It ends once: by the first {@link #done}, {@link #defer} or {@link
 * #close}. There is no limit in time, nor are there too many attempts: who finds that {@link
 * #attempts} are enough puts the item elsewhere, and is done.
 *
 * <p><b>Memory.</b> What was done before {@link #done} happens-before what a {@link
 * AsyncQueue#whenDone} waiter does; what was done before {@link #close} or {@link #defer}
 * happens-before what the next taker does.
 *
 * @param <T> the items' type
 */
public sealed interface Lease<T> extends AutoCloseable permits QueueLease {

  /**
   * What was leased.
   *
   * @return the item, also when the lease has ended
   */
  T item();

  /**
   * How often the item was leased. A lease that reached no function and no reader does not count.
   *
   * @return the number, this lease included
   */
  int attempts();

  /**
   * The item is finished, as by {@link AsyncQueue#taskDone}, and does not come back.
   *
   * @throws IllegalStateException if the lease has ended
   */
  void done();

  /**
   * The item goes back to be taken after all others like it, though the queue may be full.
   *
   * @throws IllegalStateException if the lease has ended
   */
  void defer();

  /**
   * The item goes back to its place, before all others like it, though the queue may be full.
   * Nothing happens if the lease has ended.
   */
  @Override
  void close();

  /**
   * Says whether the lease has not ended.
   *
   * @return true until the first {@link #done}, {@link #defer} or {@link #close}
   */
  boolean isOpen();
}

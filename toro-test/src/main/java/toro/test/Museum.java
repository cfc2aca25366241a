package toro.test;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Bugs that libraries have had, as rules for others: what {@link Contract} does not ask for,
 * because plain futures cannot keep it, or because not everything that waits can do it. Each rule
 * is named for the behaviour; in its source, the issues are named in which the bug was told.
 *
 * <p>Whoever has plain futures in his interface will fail some of these rules by design, and may
 * want to know which. {@link Contract#rules} and {@link Contract#tests} let him choose.
 */
public final class Museum {
  private Museum() {}

  /**
   * Bugs of locks.
   *
   * @param fresh makes a lock that is free; called many times
   * @return the rules, to be tried under 200 schedules
   */
  public static Contract lock(Supplier<? extends LockSubject> fresh) {
    requireNonNull(fresh, "fresh");
    return new Contract("a lock's museum", PermitMuseum.of(Contract.asSemaphore(fresh)));
  }

  /**
   * Bugs of semaphores with weights.
   *
   * @param fresh makes a semaphore of at least two permits, all of which are free and may be asked
   *     for at once; called many times
   * @return the rules, to be tried under 200 schedules
   */
  public static Contract semaphore(Supplier<? extends SemaphoreSubject> fresh) {
    requireNonNull(fresh, "fresh");
    return new Contract("a semaphore's museum", PermitMuseum.of(fresh))
        .and(PermitMuseum.ofWeights(fresh));
  }

  /**
   * Bugs of semaphores whose permits can be given back by a call, and not only by who has them.
   *
   * @param fresh makes a semaphore whose permits are all free; called many times
   * @return the rules, to be tried under 200 schedules
   */
  public static Contract releases(Supplier<? extends SemaphoreSubject.Releasable> fresh) {
    return new Contract("releases' museum", MuseumRules.ofReleases(requireNonNull(fresh, "fresh")));
  }

  /**
   * Bugs of limits.
   *
   * @param fresh makes a lock that is free; called many times
   * @return the rules, to be tried with real threads, for 200 rounds
   */
  public static Contract limits(Supplier<? extends LockSubject.Limited> fresh) {
    return new Contract("limits' museum", MuseumRules.ofLimits(requireNonNull(fresh, "fresh")));
  }

  /**
   * Bugs of what runs one body at a time.
   *
   * @param fresh makes one that runs nothing; called many times
   * @return the rules, to be tried under 200 schedules
   */
  public static Contract bodies(Supplier<? extends BodySubject> fresh) {
    return new Contract("bodies' museum", BodyMuseum.of(requireNonNull(fresh, "fresh")));
  }

  /**
   * Bugs of latches.
   *
   * @param fresh makes a latch that counts down from the given number; called many times
   * @return the rules, to be tried under 200 schedules
   */
  public static Contract latch(IntFunction<? extends LatchSubject> fresh) {
    return new Contract("a latch's museum", MuseumRules.ofLatch(requireNonNull(fresh, "fresh")));
  }

  /**
   * Bugs of queues whose items have an order.
   *
   * @param fresh makes an empty queue of capacity 2, whose least item comes out first; called many
   *     times
   * @return the rules, to be tried under 200 schedules
   */
  public static Contract priorityQueue(
      Function<? super Comparator<Integer>, ? extends QueueSubject> fresh) {
    requireNonNull(fresh, "fresh");
    return new Contract("a priority queue's museum", List.of(MuseumRules.ofOrder(fresh)));
  }
}

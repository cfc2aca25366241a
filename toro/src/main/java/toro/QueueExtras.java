package toro;

import org.jspecify.annotations.Nullable;

/**
 * What not every queue has, and a plain one has none of: all under the guard. Once there, it stays.
 */
final class QueueExtras<T> {
  int slots; // open
  int leases; // open
  boolean revoked; // the slots, for good
  @Nullable QueueEnds<T> ends;

  /** Whether an item may still come by what is open, though the queue is closed. */
  boolean mayBring() {
    return slots + leases > 0;
  }
}

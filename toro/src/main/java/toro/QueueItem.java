package toro;

import org.jspecify.annotations.Nullable;

/**
 * An item of which a queue knows more than the item itself: it stands for that in the queue, in
 * waiters, and in leases. Only queues that have {@link QueueExtras} hold some.
 *
 * @param attempts how often it was leased and went back
 * @param key what it conflates by, if it does
 */
record QueueItem(Object item, int attempts, @Nullable Object key) {

  /** The user's item, of what is held. */
  static <T> T itemOf(T held) {
    return held instanceof QueueItem more ? WaitState.<T>cast(more.item) : held;
  }

  static int attemptsOf(Object held) {
    return held instanceof QueueItem more ? more.attempts : 0;
  }

  static @Nullable Object keyOf(Object held) {
    return held instanceof QueueItem more ? more.key : null;
  }

  /** The same item, after so many attempts. */
  static <T> T after(T held, int attempts) {
    return WaitState.cast(new QueueItem(itemOf(held), attempts, keyOf(held)));
  }
}

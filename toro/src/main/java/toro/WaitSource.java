package toro;

import org.jspecify.annotations.Nullable;

/**
 * Something that can be waited for among other things: how a choice looks whether it is there, and
 * stands in its line.
 */
abstract class WaitSource<T extends @Nullable Object> {

  /** What `look` and `join` are called under; null where there is no line. */
  abstract @Nullable WaitGuard guard();

  /** What is waited for: usually the primitive. */
  abstract Object blocker();

  /**
   * Takes what can be had without waiting: a waiter that has ended with it, or with the reason why
   * there never will be anything. Whom that has settled follows the waiter by `next`. Null, and
   * nothing has changed, if it has to be waited for.
   */
  abstract @Nullable Waiter<T> look();

  /** A new waiter, for join. */
  abstract Waiter<T> waiter();

  /**
   * Puts the waiter in line, after `look` has found nothing, and returns null. Or returns how it
   * ends instead, where something has come meanwhile without the guard.
   */
  abstract @Nullable Object join(Waiter<T> waiter);

  /** The waiter stands in line, and the guards have been left. */
  void joined() {}

  @Override
  public String toString() {
    return Names.brief(blocker());
  }
}

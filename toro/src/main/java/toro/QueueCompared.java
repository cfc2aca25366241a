package toro;

import org.jspecify.annotations.Nullable;

/** A queue that compares its items by code of the user's, under the guard. */
abstract class QueueCompared<T> extends QueueEngine<T> {
  private @Nullable Thread comparing; // read by any thread, which only looks for itself

  QueueCompared(Primitive owner, int capacity, boolean isFixed) {
    super(owner, capacity, isFixed);
  }

  /** The user's code runs inside, and must not call back in. */
  @Override
  final WaitGuard guard() {
    if (comparing == Thread.currentThread()) {
      throw new IllegalStateException(owner.brief() + ": called by its own " + comparison());
    }
    return this;
  }

  /** What the user's code is called. */
  abstract String comparison();

  final void beginComparing() {
    comparing = Thread.currentThread();
  }

  final void endComparing() {
    comparing = null;
  }
}

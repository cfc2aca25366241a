package toro;

import org.jspecify.annotations.Nullable;

/** Counts the items of a queue that are not finished. */
final class QueueTasks {
  private final QueueState<?> engine;
  private final WaitQueue joiners;
  private long finished; // under the engine's guard

  QueueTasks(QueueState<?> engine) {
    this.engine = engine;
    this.joiners = new WaitQueue(engine);
  }

  void finishOne() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      long accepted = engine.accepted;
      if (finished == accepted) {
        throw new IllegalStateException(
            engine.owner.brief()
                + (": taskDone() called " + (finished + 1) + " times for " + accepted + " items"));
      }
      finish(1, grants);
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  /** Called under the guard. Some of the items may have been called done while in the queue. */
  void finish(int items, WaitGrants grants) {
    finished = Math.min(engine.accepted, finished + items);
    if (finished == engine.accepted) {
      joiners.grantAll(grants);
    }
  }

  /** Called under the guard. */
  long finished() {
    return finished;
  }

  /** Called under the guard. */
  int unfinished() {
    return (int) Math.min(Integer.MAX_VALUE, engine.accepted - finished);
  }

  Wait<@Nullable Void> whenDone() {
    var joiner = new QueueWaiter.Join(engine);
    engine.guard().lock();
    try {
      if (!areDone()) {
        stand(joiner);
        return joiner;
      }
    } finally {
      engine.unlock();
    }
    return joiner.grantAtOnce();
  }

  /** Called under the guard. */
  boolean areDone() {
    return finished >= engine.accepted;
  }

  /** Called under the guard. */
  void stand(Waiter<?> joiner) {
    joiners.append(joiner);
  }

  /** How many wait for the end; under the guard. */
  int joining() {
    return joiners.length();
  }
}

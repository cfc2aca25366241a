package toro;

import org.jspecify.annotations.Nullable;

/** Counts the items of a queue that are not finished. */
final class QueueTasks {
  private final QueueEngine<?> engine;
  private final WaitQueue joiners;
  private long accepted; // under the engine's guard
  private long finished; // under the engine's guard

  QueueTasks(QueueEngine<?> engine) {
    this.engine = engine;
    this.joiners = new WaitQueue(engine.guard(), (leaver, grants) -> {});
  }

  /** Called under the guard. */
  void added() {
    accepted++;
  }

  void finishOne() {
    var grants = new WaitGrants();
    synchronized (engine.guard()) {
      if (finished == accepted) {
        throw new IllegalStateException(
            engine.owner.brief()
                + (": taskDone() called " + (finished + 1) + " times for " + accepted + " items"));
      }
      finish(1, grants);
    }
    grants.deliver();
  }

  /** Called under the guard. */
  void finish(int items, WaitGrants grants) {
    finished += items;
    if (finished == accepted) {
      joiners.grantAll(grants);
    }
  }

  int unfinished() {
    synchronized (engine.guard()) {
      return (int) Math.min(Integer.MAX_VALUE, accepted - finished);
    }
  }

  Wait<@Nullable Void> whenDone() {
    var joiner = new Joiner();
    synchronized (engine.guard()) {
      if (finished < accepted) {
        joiners.add(joiner);
        return joiner;
      }
    }
    return joiner.grantAtOnce();
  }

  /** How many wait for the end; under the guard. */
  int joining() {
    return joiners.size();
  }

  private final class Joiner extends WaiterGuarded<@Nullable Void> {
    @Override
    Object guard() {
      return engine.guard();
    }

    @Override
    Object blocker() {
      return engine.owner;
    }

    @Override
    String operation() {
      return "whenDone";
    }

    @Override
    String lacking() {
      return "not done";
    }
  }
}

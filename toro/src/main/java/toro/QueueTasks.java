package toro;

import org.jspecify.annotations.Nullable;

/** Counts the items of a queue that are not finished. Every call is under the queue's guard. */
final class QueueTasks {
  private final Object owner;
  private final WaitQueue joiners;
  private long accepted; // under guard
  private long finished; // under guard

  QueueTasks(Object owner, Object guard) {
    this.owner = owner;
    this.joiners = new WaitQueue(guard, (leaver, grants) -> {});
  }

  void added() {
    accepted++;
  }

  void finishOne(WaitGrants grants) {
    if (finished == accepted) {
      throw new IllegalStateException(
          "taskDone() called " + (finished + 1) + " times for " + accepted + " items");
    }
    finish(1, grants);
  }

  void finish(int items, WaitGrants grants) {
    finished += items;
    if (finished == accepted) {
      joiners.grantAll(grants);
    }
  }

  int unfinished() {
    return (int) Math.min(Integer.MAX_VALUE, accepted - finished);
  }

  /** A wait for all to be finished, in line; null if they are. */
  @Nullable WaiterForSignal join() {
    if (finished == accepted) {
      return null;
    }
    var joiner = new WaiterForSignal(owner);
    joiners.add(joiner);
    return joiner;
  }

  String show() {
    return finished == accepted ? "" : ", " + (accepted - finished) + " unfinished";
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/**
 * A flag that is waited for without blocking a thread: all who wait go on when it is set, and
 * nobody waits while it is set.
 *
 * {@snippet file="Snippets.java" region="event"}
 *
 * <p><b>Fairness.</b> {@link #set} lets all go on, in the order in which they came. {@code set();
 * clear();} lets go on everyone who waited before.
 *
 * <p><b>Cancellation.</b> A wait that is given up is forgotten at once; see {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before {@code set} happens-before what those who waited for it
 * do.
 *
 * <p>{@link AsyncResult} is an event with a value, which is set once. {@link AsyncCondition} does
 * not remember a signal, and {@link AsyncSignal} remembers one, for one who takes it.
 */
public final class AsyncEvent extends Primitive {
  private final Waiting waiters = new Waiting();
  private volatile boolean set; // written under the guard of waiters

  /** Creates an event that is not set. */
  public AsyncEvent() {}

  /**
   * Names this event, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this event
   */
  public AsyncEvent named(String name) {
    setName(name);
    return this;
  }

  /** Sets the event and lets all who wait go on. Nothing happens if it is set. */
  public void set() {
    var grants = new WaitGrants();
    waiters.lock();
    try {
      set = true;
      waiters.letGo(grants);
    } finally {
      waiters.unlock();
    }
    grants.deliver();
  }

  /** Clears the event: who comes from now on waits for the next {@link #set}. */
  public void clear() {
    waiters.lock();
    try {
      set = false;
    } finally {
      waiters.unlock();
    }
  }

  /**
   * Says whether the event is set now.
   *
   * @return true between {@link #set} and {@link #clear}
   */
  public boolean isSet() {
    return set;
  }

  /**
   * Waits until the event is set.
   *
   * @return a wait that completes at the next {@link #set}, or is complete if it is set now
   */
  public Wait<@Nullable Void> whenSet() {
    return waiters.listen();
  }

  /**
   * How many wait now.
   *
   * @return the number
   */
  public int waiting() {
    return waiters.count();
  }

  WaitListeners waiters() {
    return waiters;
  }

  @Override
  String state() {
    return (set ? "set" : "clear") + Names.waiting(waiting());
  }

  private final class Waiting extends WaitListeners {
    @Override
    Primitive owner() {
      return AsyncEvent.this;
    }

    @Override
    String operation() {
      return "whenSet";
    }

    @Override
    String lacking() {
      return "not set";
    }

    @Override
    boolean isSeenSo() {
      return set;
    }
  }
}

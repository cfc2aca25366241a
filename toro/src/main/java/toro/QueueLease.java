package toro;

import org.jspecify.annotations.Nullable;

/** A request for an item of a queue, and the lease that it is granted: one object for both. */
final class QueueLease<T> extends QueueWaiter.Taker<T, Lease<T>> implements Lease<T> {
  /*
   * Overview.
   *
   *      open ──done, defer, close──▶ ended
   *
   * I1. It has its item if and only if it was granted and has not ended: then it is counted among
   *     the open leases of the queue. All of that changes under the guard.
   * I2. The item goes back with the number of attempts, in which a lease that nobody has received
   *     is not counted.
   */
  private boolean ended; // under the guard

  QueueLease(QueueState<T> engine) {
    super(engine);
  }

  /** A lease, as soon as there is an item for it. */
  static <T> Wait<Lease<T>> lease(QueueEngine<T> engine) {
    var lease = new QueueLease<>(engine);
    WaitGrants grants;
    Object end;
    engine.guard().lock();
    try {
      grants = engine.grantsIfNeeded();
      end = lease.takeAtOnce(grants);
      if (end == null) {
        lease.stand();
      }
    } finally {
      engine.unlock();
    }
    Wait<Lease<T>> done = end == null ? lease : lease.endAtOnce(end);
    WaitGrants.deliverAny(grants);
    return done;
  }

  /** A lease if there is an item for it now; else null. */
  static <T> @Nullable Lease<T> tryLease(QueueEngine<T> engine) {
    var lease = new QueueLease<>(engine);
    WaitGrants grants;
    boolean isGranted;
    engine.guard().lock();
    try {
      grants = engine.grantsIfNeeded();
      isGranted = lease.takeAtOnce(grants) == GRANTED;
      lease.decideUnseen(GRANTED); // else nobody sees it
    } finally {
      engine.unlock();
    }
    WaitGrants.deliverAny(grants);
    return isGranted ? lease : null;
  }

  /** In line, under the guard. */
  void stand() {
    engine.extras(); // so that it is told what it gets
    engine.append(this);
  }

  @Override
  void hasTaken() {
    engine.extras().leases++; // I1
  }

  // ---- as a lease

  @Override
  public T item() {
    return QueueItem.itemOf(held());
  }

  @Override
  public int attempts() {
    return QueueItem.attemptsOf(held()) + 1;
  }

  @Override
  public void done() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      requireOpen();
      end();
      engine.tasks.finish(1, grants);
      engine().endTakers(grants);
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  @Override
  public void defer() {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      requireOpen();
      end();
      engine().goLast(QueueItem.after(held(), attempts()), grants); // I2
      engine().endTakers(grants);
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  @Override
  public void close() {
    goBack(true);
  }

  @Override
  void giveBack() {
    goBack(false);
  }

  private void goBack(boolean isAttempt) {
    var grants = new WaitGrants();
    engine.guard().lock();
    try {
      if (hasItem()) {
        end();
        engine().goBack(isAttempt ? QueueItem.after(held(), attempts()) : held(), grants); // I2
        engine().endTakers(grants);
      }
    } finally {
      engine.unlock();
    }
    grants.deliver();
  }

  private boolean hasItem() { // I1
    return isGranted() && !ended;
  }

  private void end() {
    ended = true;
    engine.extras().leases--;
  }

  private void requireOpen() {
    if (!hasItem()) {
      throw new IllegalStateException(this + " is not open");
    }
  }

  @Override
  public boolean isOpen() {
    engine.guard().lock();
    try {
      return hasItem();
    } finally {
      engine.unlock();
    }
  }

  // ---- as a waiter

  @Override
  Lease<T> grantedValue() {
    return this;
  }

  @Override
  String operation() {
    return "lease";
  }

  /** As the wait, until it is granted; from then on as the lease. */
  @Override
  public String toString() {
    if (!isGranted()) {
      return super.toString();
    }
    return "Lease[" + engine.owner.brief() + ", " + (ended ? "ended" : "open") + "]";
  }
}

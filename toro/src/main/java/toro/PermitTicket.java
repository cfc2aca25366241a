package toro;

import org.jspecify.annotations.Nullable;

/**
 * The permit of a lock that was free at the call: a number, which the lock's state has as long as
 * this is open.
 */
final class PermitTicket implements Permit {
  /*
   * Overview.
   *
   *      open ──close──▶ closed              one compare-and-set of the lock's state: no number
   *        └──toRequest──▶ a request's       comes again, so that it decides both
   *
   * Nothing below stores this anywhere: so where a lock is taken and given back in one method, the
   * compiler need not make the object at all.
   *
   * I1. It holds the lock if and only if the lock's state has its number, or `request` is open.
   * I2. Who moves the number on, under the guard, to make a request of this, has stored the request
   *     before the guard is dropped: who finds the number gone looks for one, after it had the
   *     guard.
   * I3. Numbers come again after 2^29 moves. So `closed` is remembered too, and is looked at first;
   *     the number decides only between those who close this at the same time.
   */
  private final PermitPool permits;
  private final int number;
  private volatile @Nullable PermitRequest request; // by toRequest, under the guard
  private boolean closed; // by close: a hint, as it is set late (I3)

  PermitTicket(PermitPool permits, int number) {
    this.permits = permits;
    this.number = number;
  }

  @Override
  public boolean isOpen() {
    if (closed || (request == null && permits.hasTicket(number))) { // I1
      return !closed;
    }
    PermitRequest later = request; // I2
    return later != null && later.isOpen();
  }

  @Override
  public void close() {
    if (closed || (request == null && permits.closeTicket(number))) {
      closed = true;
      return;
    }
    PermitRequest later = request; // I2
    if (later != null) {
      later.close();
    }
    closed = true;
  }

  /** The same as a request, which a condition can suspend; null if it is closed, or another's. */
  @Nullable PermitRequest toRequest(PermitPool of) {
    if (of != permits) {
      return null;
    }
    permits.lock();
    try {
      if (request == null && !closed && permits.moveTicketOn(number)) {
        request = permits.granted(1, PermitRequest.Use.HOLD);
      }
      return request;
    } finally {
      permits.unlock();
    }
  }

  @Override
  public String toString() {
    PermitRequest later = request;
    return later == null
        ? PermitRequest.shown(permits, 1, isOpen() ? "open" : "closed")
        : "" + later;
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/** A request for permits, among other things that are waited for. */
final class PermitSource extends WaitSource<Permit> {
  private final PermitPool permits;
  private final int amount;
  private final PermitRequest.Use use;

  PermitSource(PermitPool permits, int amount, PermitRequest.Use use) {
    this.permits = permits;
    this.amount = amount;
    this.use = use;
  }

  @Override
  Object blocker() {
    return permits.owner;
  }

  @Override
  WaitGuard guard() {
    return permits;
  }

  @Override
  @Nullable Waiter<Permit> look() {
    if (permits.tryTake(amount)) {
      return permits.granted(amount, use);
    }
    RuntimeException failure = permits.whyNever(amount);
    return failure == null ? null : waiter().failUnseen(failure);
  }

  @Override
  Waiter<Permit> waiter() {
    return new PermitRequest(permits, amount, use);
  }

  @Override
  @Nullable Object join(Waiter<Permit> request) {
    return permits.stand((PermitRequest) request);
  }

  /** A permit that could be had, and is not taken. */
  static final class Available extends WaitSource<@Nullable Void> {
    private final PermitPool permits;

    Available(PermitPool permits) {
      this.permits = permits;
    }

    @Override
    Object blocker() {
      return permits.owner;
    }

    @Override
    WaitGuard guard() {
      return permits;
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      if (permits.closed() != null) {
        return waiter().failUnseen(permits.closed());
      }
      return permits.isFree() ? waiter().grantUnseen() : null;
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return permits.observer();
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> observer) {
      return permits.observe(observer);
    }
  }
}

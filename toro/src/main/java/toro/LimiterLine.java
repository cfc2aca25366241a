package toro;

import org.jspecify.annotations.Nullable;

/** Who waits for a rate limiter, and the one alarm for the first of them. */
final class LimiterLine extends WaitQueue {
  /*
   * Overview.
   *
   * Requests stand in one line, and are met in order. Time is what brings permits, so there is an
   * alarm for the first in line; when it comes, it lets in whoever can be, and sets itself again.
   * Nothing is reserved: who leaves has taken nothing, and all behind move up.
   *
   * I1. After each critical section, there are not as many permits as the first in line wants.
   * I2. `alarmAt` is never later than the time of the first in line, but while somebody is about to
   *     call `arm`: whoever makes another one the first, or its time sooner, does, outside of the
   *     guard. An alarm that comes too soon is set again.
   * I3. An alarm does nothing unless it is the last one that was set: `alarm` is its number.
   */
  private final AsyncRateLimiter owner;
  private final LimiterMeter meter; // its state: under the guard, as all that is not final here
  private final WaitTimer clock = WaitTimer.here();
  private final long start = clock.nanoTime();
  private @Nullable ClosedException closed;
  private long alarmAt = LimiterMeter.NEVER;
  private long alarm;
  private WaitTimer.@Nullable Ticket ticket;

  LimiterLine(AsyncRateLimiter owner, LimiterMeter meter) {
    this.owner = owner;
    this.meter = meter;
    neverSpin();
  }

  private long now() {
    return clock.nanoTime() - start;
  }

  /** Time here is that of where the limiter was made. */
  private void refuseOtherClock() {
    if (WaitTimer.here() != clock) {
      throw new IllegalArgumentException(owner.brief() + " is on another clock than this code");
    }
  }

  private IllegalArgumentException tooMany(int n, int most) {
    return new IllegalArgumentException(
        owner.brief() + ": " + n + " permits wanted, and there are never more than " + most);
  }

  // ---- taking

  Wait<@Nullable Void> acquire(int n) {
    refuseOtherClock();
    var request = new Request(n);
    Object end;
    int most;
    lock();
    try {
      most = meter.most();
      end = n > most ? request : begin(request);
    } finally {
      unlock();
    }
    if (end == request) {
      throw tooMany(n, most);
    }
    if (end != null) {
      return request.endAtOnce(end);
    }
    arm();
    return request;
  }

  /** Under the guard: how the request ends at once; null if it stands in line. */
  @Nullable Object begin(Request request) {
    if (closed != null) {
      return closed;
    }
    if (isEmpty() && meter.tryTake(request.n, now())) {
      return Waiter.GRANTED;
    }
    append(request);
    return null;
  }

  boolean tryAcquire(int n) {
    refuseOtherClock();
    int most;
    lock();
    try {
      if (closed != null) {
        throw closed;
      }
      most = meter.most();
      if (n <= most) {
        return isEmpty() && meter.tryTake(n, now());
      }
    } finally {
      unlock();
    }
    throw tooMany(n, most);
  }

  /** Under the guard: lets in who can be (I1). */
  private void serve(WaitGrants grants) {
    for (Waiter<?> first; (first = first()) != null; ) {
      var request = (Request) first;
      if (!request.hasEnded()) {
        long now = now();
        if (!meter.tryTake(request.n, now)) {
          return;
        }
        unlink(request);
        if (!grants.grant(request)) {
          meter.putBack(request.n, now); // it has given up
        }
      } else {
        unlink(request);
      }
    }
  }

  @Override
  void left(Waiter<?> leaver, WaitGrants grants) {
    serve(grants);
  }

  private void putBack(int n) {
    var grants = new WaitGrants();
    lock();
    try {
      meter.putBack(n, now());
      serve(grants);
    } finally {
      unlock();
    }
    grants.deliver();
    arm();
  }

  // ---- the alarm

  /** Sets the alarm for the first in line, if it is set for later, or not at all (I2). */
  void arm() {
    WaitTimer.Ticket old;
    long number;
    long time;
    long now;
    lock();
    try {
      now = now();
      time = first() instanceof Request first ? meter.timeOf(first.n, now) : LimiterMeter.NEVER;
      boolean isSet = time == LimiterMeter.NEVER ? alarmAt == time : alarmAt <= time;
      if (isSet) {
        return;
      }
      old = ticket;
      ticket = null;
      alarmAt = time;
      number = ++alarm;
    } finally {
      unlock();
    }
    if (old != null) {
      old.cancel();
    }
    if (time != LimiterMeter.NEVER) {
      set(number, time - now);
    }
  }

  private void set(long number, long nanos) {
    WaitTimer.Ticket set = clock.schedule(() -> ring(number), Deadline.nanos(nanos));
    lock();
    try {
      if (number == alarm && alarmAt != LimiterMeter.NEVER) {
        ticket = set;
        return;
      }
    } finally {
      unlock();
    }
    set.cancel(); // another one was set meanwhile, or it has rung
  }

  private void ring(long number) {
    var grants = new WaitGrants();
    lock();
    try {
      if (number != alarm) { // I3
        return;
      }
      ticket = null;
      alarmAt = LimiterMeter.NEVER;
      serve(grants);
    } finally {
      unlock();
    }
    grants.deliver();
    arm();
  }

  // ---- for who looks

  long nanosUntil(int n) {
    refuseOtherClock();
    int most;
    while (true) {
      int length = count();
      var requests = new int[length + 1]; // outside of the guard, as it may be long
      lock();
      try {
        most = meter.most();
        if (n > most) {
          break;
        }
        if (length() == length) {
          requests[length] = n;
          int place = 0;
          for (Waiter<?> w = first(); w != null; w = (Waiter<?>) w.next) {
            requests[place++] = ((Request) w).n;
          }
          long now = now();
          return Math.max(0, meter.timeOfLast(requests, now) - now);
        }
      } finally {
        unlock();
      }
    }
    throw tooMany(n, most);
  }

  void resize(int permits, long nanos) {
    refuseOtherClock();
    var grants = new WaitGrants();
    var failure =
        new IllegalStateException(owner.brief() + ": too many permits wanted since a resize");
    lock();
    try {
      meter.resize(permits, nanos, now());
      failEach(w -> ((Request) w).n > meter.most() ? failure : null, grants);
      serve(grants);
    } finally {
      unlock();
    }
    grants.deliver();
    arm();
  }

  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    var grants = new WaitGrants();
    lock();
    try {
      if (closed == null) {
        closed = failure;
        failAll(failure, grants);
      }
    } finally {
      unlock();
    }
    grants.deliver();
    arm();
  }

  boolean isClosed() {
    lock();
    try {
      return closed != null;
    } finally {
      unlock();
    }
  }

  /** Waits until it is its turn, and there are as many permits. */
  final class Request extends Waiter<@Nullable Void> {
    private final int n;

    Request(int n) {
      this.n = n;
    }

    @Override
    void leaveLine(WaitGrants grants) {
      super.leaveLine(grants);
      arm(); // I2
    }

    @Override
    boolean isReturnable() {
      return true;
    }

    @Override
    void giveBack() {
      putBack(n);
    }

    @Override
    Object blocker() {
      return owner;
    }

    @Override
    String operation() {
      return "acquire";
    }

    @Override
    String lacking() {
      return "no permit";
    }
  }

  /** One permit, among other things that are waited for. */
  final class Source extends WaitSource<@Nullable Void> {
    @Override
    Object blocker() {
      return owner;
    }

    @Override
    WaitGuard guard() {
      return LimiterLine.this;
    }

    @Override
    @Nullable Waiter<@Nullable Void> look() {
      if (closed != null) {
        return waiter().failUnseen(closed);
      }
      return isEmpty() && meter.tryTake(1, now()) ? waiter().grantUnseen() : null;
    }

    @Override
    Waiter<@Nullable Void> waiter() {
      return new Request(1);
    }

    @Override
    @Nullable Object join(Waiter<@Nullable Void> request) {
      return begin((Request) request);
    }

    @Override
    void joined() {
      arm();
    }
  }
}

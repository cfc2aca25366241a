package toro;

import org.jspecify.annotations.Nullable;

/** A borrower, who may have to wait for a loan. */
final class PoolBorrow<R> extends WaiterGuarded<Loan<R>> {
  /*
   * Overview.
   *
   *                 ┌─lend─▶ granted      under the guard, all of them
   *      in line ───┤─fail─▶ failed
   *                 └─────── given up: hasLeft
   *
   * B1. While it stands in line, `creation` is the one that was begun for it, if there is one.
   * B2. While it is hidden, whoever made it has not returned it yet, and delivers it himself: it
   *     may be served already while he still runs the function that creates.
   */
  private final PoolEngine<R> engine;
  private @Nullable PoolLoan<R> loan; // these: under the guard; new, by the one who made it
  private boolean isHidden;
  @Nullable PoolCreation<R> creation;

  PoolBorrow(PoolEngine<R> engine) {
    this.engine = engine;
    Home home = home();
    if (home != null) {
      home.requested(this);
    }
  }

  @Override
  WaitGuard guard() {
    return engine;
  }

  /** What it is granted, now or as soon as that is decided. */
  void lend(R resource) {
    loan = new PoolLoan<>(engine, resource);
  }

  /** Under the guard, out of line: decides how it ends. */
  void finish(Object end, WaitGrants grants) {
    if (decide(end) && !isHidden) { // B2
      grants.add(this);
    }
  }

  /** Under the guard, which is not left before. */
  void setHidden(boolean hidden) {
    isHidden = hidden;
  }

  /** Hidden to seen: delivers it, if it has been decided by then. */
  Wait<Loan<R>> show() {
    engine.lock();
    boolean isMine = isDone(); // else it is delivered by who decides it from now on
    setHidden(false);
    engine.unlock();
    Throwable failure = failure();
    return isMine ? endAtOnce(failure == null ? GRANTED : failure) : this;
  }

  @Override
  void hasLeft(WaitGrants grants) {
    dropCreation();
  }

  /** Under the guard, out of line: if there is a creation of its own, it is nobody's now. */
  void dropCreation() {
    if (creation != null) { // B1
      creation.borrower = null;
      creation = null;
    }
  }

  @Override
  Loan<R> grantedValue() {
    return cast(loan);
  }

  @Override
  boolean isReturnable() {
    return true;
  }

  @Override
  void giveBack() {
    grantedValue().close();
  }

  @Override
  boolean isHeld() {
    return isGranted() && grantedValue().isOpen();
  }

  @Override
  Object blocker() {
    return engine.owner;
  }

  @Override
  String operation() {
    return "borrow";
  }

  @Override
  String lacking() {
    return "no resource";
  }
}

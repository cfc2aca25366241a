package toro;

import org.jspecify.annotations.Nullable;

/** A resource that is lent; whoever ends this takes it out, and has it. */
final class PoolLoan<R> implements Loan<R> {
  private final PoolEngine<R> engine;
  private volatile @Nullable R resource; // null once it has ended; by end, under the guard

  PoolLoan(PoolEngine<R> engine, R resource) {
    this.engine = engine;
    this.resource = resource;
  }

  @Override
  public R get() {
    R lent = resource;
    if (lent == null) {
      throw new IllegalStateException(this + " is not open");
    }
    return lent;
  }

  @Override
  public boolean isOpen() {
    return resource != null;
  }

  @Override
  public void close() {
    engine.takeBack(this);
  }

  @Override
  public void discard() {
    engine.discard(this);
  }

  /** open to ended, under the guard: the resource; null if it has ended before. */
  @Nullable R end() {
    R lent = resource;
    resource = null;
    return lent;
  }

  @Override
  public String toString() {
    return "Loan[" + engine.owner.brief() + (isOpen() ? ", open]" : ", ended]");
  }
}

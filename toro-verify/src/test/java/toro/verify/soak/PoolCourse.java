package toro.verify.soak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncPool;
import toro.Loan;

/** Tools, of which there are never too many: each is used by one at a time, and ends once. */
final class PoolCourse extends Course {
  private static final int MAX = 3;

  private static final class Tool {
    private final AtomicBoolean isGone = new AtomicBoolean();
    private boolean isInUse; // these two: by who has borrowed it
    private int uses;
    private volatile boolean isBroken;
  }

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger alive = new AtomicInteger();
  private final AsyncPool<Tool> pool =
      AsyncPool.of(MAX, this::create, this::destroy).validate(tool -> !tool.isBroken);

  PoolCourse(Round round) {
    super(round);
  }

  /** Some at the call, most later, and some not at all. */
  private CompletionStage<Tool> create() {
    round.check(alive.incrementAndGet() <= MAX, "too many tools");
    int number = begun.incrementAndGet();
    if (number % 8 == 0) {
      alive.decrementAndGet();
      return CompletableFuture.failedFuture(new RejectedExecutionException("no tool"));
    }
    if (number % 8 < 3) {
      return CompletableFuture.completedFuture(new Tool());
    }
    var stage = new CompletableFuture<Tool>();
    round.pool.execute(
        () -> {
          if (!stage.complete(new Tool())) { // it was cancelled, as the pool was closed
            alive.decrementAndGet();
          }
        });
    return stage;
  }

  private void destroy(Tool tool) {
    round.check(!tool.isInUse, "a tool is destroyed that is in use");
    round.check(tool.isGone.compareAndSet(false, true), "a tool is destroyed twice");
    alive.decrementAndGet();
  }

  @Override
  void step(Actor me) {
    switch (me.below(16)) {
      case 0 -> {
        Loan<Tool> loan = pool.tryBorrow();
        if (loan != null) {
          use(loan, me.hold());
        }
      }
      case 1 -> pool.evict(tool -> tool.uses % 4 == 1);
      default -> me.take(pool.borrow(), this::use);
    }
  }

  private void use(Loan<Tool> loan, Hold hold) {
    Tool tool = loan.get();
    round.check(!tool.isInUse && !tool.isGone.get(), "a tool is lent twice");
    tool.isInUse = true;
    int uses = ++tool.uses;
    hold.then(
        () -> {
          tool.isInUse = false;
          tool.isBroken = uses % 7 == 0;
          if (uses % 5 == 0) {
            loan.discard();
          }
          loan.close();
          loan.close(); // once more: it is another's by now, and stays that
        });
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void close() {
    pool.close();
  }

  @Override
  void account(Book book) {
    var now = pool.stats();
    book.equal("lent", 0, now.lent());
    book.equal("being created", 0, now.creating());
    book.equal("idle", alive.get(), now.idle());
    book.equal("waiting", 0, pool.waiting());
    book.equal("done", pool.isClosed() ? 1 : 0, isDone() ? 1 : 0);
  }

  private boolean isDone() {
    var done = pool.whenDone();
    return done.isDone() || !done.cancel(false); // so that nobody is left waiting
  }

  @Override
  public String toString() {
    return pool.toString();
  }
}

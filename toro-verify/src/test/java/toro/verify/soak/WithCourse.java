package toro.verify.soak;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import toro.AsyncResult;
import toro.AsyncSemaphore;
import toro.Wait;

/** Bodies that run with a permit: never more than there are permits, and each ends with its own. */
class WithCourse extends Course {
  private static final int LIMIT = 2;
  final AsyncSemaphore semaphore = AsyncSemaphore.bounded(LIMIT);
  private final AtomicInteger inside = new AtomicInteger();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  WithCourse(Round round) {
    super(round);
  }

  /** The subject, which a broken twin replaces. */
  Wait<Integer> with(boolean elsewhere, Supplier<CompletionStage<Integer>> body) {
    return elsewhere ? semaphore.with(round.pool, body) : semaphore.with(body);
  }

  @Override
  final void step(Actor me) {
    Hold hold = me.hold();
    me.take(with(me.below(4) == 0, () -> body(hold)), (result, unused) -> {});
  }

  /** Its stage ends when the hold does, or is cancelled before that. */
  private CompletionStage<Integer> body(Hold hold) {
    begun.increment();
    round.check(inside.incrementAndGet() <= LIMIT, "more bodies than permits");
    var end = new AsyncResult<Integer>();
    Wait<Integer> stage = end.whenDone();
    var unused = stage.whenComplete((result, failure) -> leave()); // before the permit goes back
    hold.then(() -> end.set(1));
    return stage;
  }

  private void leave() {
    inside.decrementAndGet();
    ended.increment();
  }

  @Override
  void close() {
    semaphore.close();
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  boolean goesOn() {
    return true;
  }

  @Override
  void account(Book book) {
    book.equal("bodies", begun.sum(), ended.sum());
    book.equal("permits", LIMIT, semaphore.available());
    book.equal("waiting", 0, semaphore.waiting());
  }

  @Override
  public String toString() {
    return semaphore.toString();
  }
}

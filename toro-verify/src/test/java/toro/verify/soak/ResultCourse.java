package toro.verify.soak;

import java.util.concurrent.atomic.AtomicReference;
import toro.AsyncResult;

/** Results, one after the other: one of those who set a result wins, and all see what it set. */
final class ResultCourse extends Course {
  private final AtomicReference<Slot> now = new AtomicReference<>(new Slot());

  /** A result, and who has set it. */
  private static final class Slot {
    final AsyncResult<Object> result = new AsyncResult<>();
    volatile Object winner; // by the one whose trySet was true
  }

  ResultCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    Slot slot = now.get();
    if (me.below(8) == 0) {
      set(slot);
      me.count();
    } else {
      me.take(slot.result.whenDone(), (value, hold) -> see(slot, value));
    }
  }

  private void set(Slot slot) {
    var mine = new Object();
    if (slot.result.trySet(mine)) {
      round.check(slot.winner == null, "two have set a result");
      slot.winner = mine;
      round.check(now.compareAndSet(slot, new Slot()), "a result was replaced before it was set");
    }
  }

  private void see(Slot slot, Object value) {
    Object winner = slot.winner; // null: it goes on after those it woke
    round.check(winner == null || winner == value, "a result that nobody has set");
    round.check(slot.result.getNow() == value, "a result that changes");
  }

  @Override
  void relieve() {
    set(now.get());
  }

  @Override
  void account(Book book) {
    book.equal("waiting", 0, now.get().result.waiting());
  }

  @Override
  public String toString() {
    return now.get().result.toString();
  }
}

package toro.verify.soak;

import toro.AsyncLazy;

/** A value that is made, and forgotten, again and again: all runs end, and all are told of one. */
final class LazyCourse extends Course {
  private final ThreadLocal<Actor> asking = new ThreadLocal<>(); // who calls get()
  private final SharedRun.Count count = new SharedRun.Count();
  private final AsyncLazy<SharedRun> lazy =
      new AsyncLazy<>(() -> SharedRun.begin(round, asking.get(), 0, count));

  LazyCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    if (me.below(4) == 0) {
      lazy.forget();
      me.count();
    } else {
      asking.set(me);
      me.take(lazy.get(), (run, hold) -> run.check(round, 0));
    }
  }

  @Override
  void account(Book book) {
    count.enter(book);
    book.equal("waiting", 0, lazy.waiting());
  }

  @Override
  public String toString() {
    return lazy.toString();
  }
}

package toro.verify.soak;

import toro.SingleFlight;

/** Shared runs for some keys: all end, none is known in the end, and each tells of its own key. */
final class FlightCourse extends Course {
  private static final int KEYS = 4;

  private final SingleFlight<Integer, SharedRun> flights = new SingleFlight<>();
  private final SharedRun.Count count = new SharedRun.Count();

  FlightCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    int key = me.below(KEYS);
    if (me.below(16) == 0) {
      flights.forget(key);
      me.count();
    } else {
      me.take(
          flights.run(key, () -> SharedRun.begin(round, me, key, count)),
          (run, hold) -> run.check(round, key));
    }
  }

  @Override
  void account(Book book) {
    count.enter(book);
    book.equal("keys known", 0, flights.size());
    book.equal("waiting", 0, flights.waiting());
  }

  @Override
  public String toString() {
    return flights.toString();
  }
}

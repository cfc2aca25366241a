package toro.verify.soak;

import toro.AsyncEvent;

/** An event: whoever waits for it goes on when it is set. */
final class EventCourse extends Course {
  private final AsyncEvent event = new AsyncEvent();

  EventCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(4)) {
      case 0 -> {
        event.set();
        me.count();
      }
      case 1 -> event.clear();
      default -> me.take(event.whenSet(), (nothing, hold) -> {});
    }
  }

  @Override
  void relieve() {
    event.set();
  }

  @Override
  void account(Book book) {
    event.set();
    book.equal("waiting", 0, event.waiting());
  }

  @Override
  public String toString() {
    return event.toString();
  }
}

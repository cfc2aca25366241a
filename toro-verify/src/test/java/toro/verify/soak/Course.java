package toro.verify.soak;

/** The random operations on one kind of primitive, and what has to be true of it. */
abstract class Course {
  final Round round;

  Course(Round round) {
    this.round = round;
  }

  /** Does one random operation, the wait of which, if any, goes through `Actor.take`. */
  abstract void step(Actor me);

  /** Whether what is granted has to be given back: one more operation. */
  boolean givesBack() {
    return false;
  }

  /** Whether what is waited for may still run when nobody wants it any more. */
  boolean goesOn() {
    return false;
  }

  /** Called when nothing has happened for a moment: brings what all may be waiting for. */
  void relieve() {}

  /** Closes the primitive, if it can be closed. */
  void close() {}

  /** All is at rest: accounts for everything. May be called again. */
  abstract void account(Book book);
}

package toro.verify.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;

/** Of a model: where everybody stands, and the line of those who wait. */
final class Line {
  private final Standing[] standings = new Standing[Tickets.MANY];
  private final ArrayDeque<Integer> waiting = new ArrayDeque<>();

  Line() {
    Arrays.fill(standings, Standing.OUT);
  }

  Standing look(int who) {
    return standings[who];
  }

  /** Whether somebody may ask: who waits or is in may not. */
  boolean mayAsk(int who) {
    return standings[who] == Standing.OUT || standings[who] == Standing.FAILED;
  }

  /** Who is told to wait goes to the end of the line. */
  Standing tell(int who, Standing standing) {
    standings[who] = standing;
    if (standing == Standing.WAITING) {
      waiting.add(who);
    }
    return standing;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  int first() {
    return waiting.element();
  }

  /** The first of those who are not among some. */
  int firstBut(Collection<Integer> some) {
    return waiting.stream().filter(who -> !some.contains(who)).findFirst().orElseThrow();
  }

  /** Lets the first in. */
  int admit() {
    int first = waiting.remove();
    standings[first] = Standing.IN;
    return first;
  }

  /** Lets somebody in, who need not be the first. */
  void admit(int who) {
    waiting.remove(who);
    standings[who] = Standing.IN;
  }

  void fail(int who) {
    waiting.remove(who);
    standings[who] = Standing.FAILED;
  }

  /** Whether somebody waited, and does not any more. */
  boolean leave(int who) {
    if (standings[who] != Standing.WAITING) {
      return false;
    }
    waiting.remove(who);
    standings[who] = Standing.OUT;
    return true;
  }

  /** Whether somebody was in, and is not any more. */
  boolean exit(int who) {
    if (standings[who] != Standing.IN) {
      return false;
    }
    standings[who] = Standing.OUT;
    return true;
  }

  void failAll() {
    while (!waiting.isEmpty()) {
      standings[waiting.remove()] = Standing.FAILED;
    }
  }
}

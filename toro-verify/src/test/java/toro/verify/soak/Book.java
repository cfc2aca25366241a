package toro.verify.soak;

import java.util.StringJoiner;

/** The account of a round: what there has to be, and what there is. */
final class Book {
  private final StringJoiner figures = new StringJoiner(", ");
  private boolean balances = true;

  void equal(String what, long due, long found) {
    balances &= due == found;
    figures.add(what + ": " + due + (due == found ? "" : " due, " + found + " found"));
  }

  void atMost(String what, long due, long found) {
    balances &= found <= due;
    figures.add(what + ": " + found + (found <= due ? "" : ", more than " + due));
  }

  boolean balances() {
    return balances;
  }

  @Override
  public String toString() {
    return figures.toString();
  }
}

package toro;

/** A key with a hash of its own, and code in its equals. */
final class OddKey {
  private final int number;
  int hash;
  Runnable inEquals = () -> {};

  OddKey(int number, int hash) {
    this.number = number;
    this.hash = hash;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    inEquals.run();
    return other instanceof OddKey key && key.number == number;
  }

  @Override
  public String toString() {
    return "key " + number;
  }
}

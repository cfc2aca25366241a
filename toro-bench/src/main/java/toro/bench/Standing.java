package toro.bench;

/**
 * Where we stand in one place.
 *
 * @param ours our score
 * @param peer that of the fastest peer
 */
record Standing(Score ours, Score peer) {
  /** Nobody is ahead by less than this. */
  private static final double TIE = 1.1;

  /** Who is ahead. */
  enum Ahead {
    WE,
    NOBODY,
    THEY
  }

  /** How many times as long as the peer we take. */
  double ratio() {
    return ours.wall() / peer.wall();
  }

  Ahead ahead() {
    return ratio() > TIE ? Ahead.THEY : ratio() < 1 / TIE ? Ahead.WE : Ahead.NOBODY;
  }
}

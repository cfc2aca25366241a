package toro.verify.soak;

/** How often what was waited for had been received when the wait was over, and how often not. */
final class Tally {
  private static final int SHAPES = Shape.values().length;
  private static final int PARTINGS = Parting.values().length;
  private final long[] received = new long[SHAPES * PARTINGS];
  private final long[] missed = new long[SHAPES * PARTINGS];

  void ended(Op<?> op) {
    (op.isReceived() ? received : missed)[index(op.shape, op.parting)]++;
  }

  void add(Tally other) {
    for (int i = 0; i < received.length; i++) {
      received[i] += other.received[i];
      missed[i] += other.missed[i];
    }
  }

  private static int index(Shape shape, Parting parting) {
    return shape.ordinal() * PARTINGS + parting.ordinal();
  }

  /** Two lines: how those that were given up in each way ended, and those of each shape. */
  String report() {
    var byParting = new StringBuilder("  received/not, by door:");
    for (Parting parting : Parting.values()) {
      long r = 0;
      long m = 0;
      for (Shape shape : Shape.values()) {
        r += received[index(shape, parting)];
        m += missed[index(shape, parting)];
      }
      byParting.append(' ').append(parting).append(' ').append(r).append('/').append(m);
    }
    var byShape = new StringBuilder("  received/not, by shape:");
    for (Shape shape : Shape.values()) {
      long r = 0;
      long m = 0;
      for (Parting parting : Parting.values()) {
        r += received[index(shape, parting)];
        m += missed[index(shape, parting)];
      }
      byShape.append(' ').append(shape).append(' ').append(r).append('/').append(m);
    }
    return byParting.append('\n').append(byShape).toString();
  }
}

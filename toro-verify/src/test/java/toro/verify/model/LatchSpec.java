package toro.verify.model;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncLatch;

/** A latch of four. */
public interface LatchSpec {
  void whenZero(int who);

  Standing look(int who);

  boolean cancel(int who);

  void countDown(int n);

  int count();

  /** What is right. */
  final class Model implements LatchSpec {
    private final Line line = new Line();
    private int count = 4;

    @Override
    public void whenZero(int who) {
      line.exit(who);
      if (line.mayAsk(who)) {
        line.tell(who, count == 0 ? Standing.IN : Standing.WAITING);
      }
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public boolean cancel(int who) {
      return line.leave(who);
    }

    @Override
    public void countDown(int n) {
      count = Math.max(0, count - n);
      while (count == 0 && !line.isEmpty()) {
        line.admit();
      }
    }

    @Override
    public int count() {
      return count;
    }
  }

  /** The library's. */
  class Real implements LatchSpec {
    private final AsyncLatch latch = new AsyncLatch(4);
    private final Tickets tickets = new Tickets(latch::waiting);

    @Operation
    @Override
    public void whenZero(@Param(gen = ThreadIdGen.class) int who) {
      tickets.exit(who);
      tickets.ask(who, latch::whenZero);
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.cancel(who);
    }

    @Operation
    @Override
    public void countDown(@Param(gen = IntGen.class, conf = "1:2") int n) {
      latch.countDown(n);
    }

    @Operation
    @Override
    public int count() {
      return latch.count();
    }
  }
}

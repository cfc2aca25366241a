package toro.verify.model;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncBarrier;
import toro.ClosedException;

/** A barrier, of two parties at first. */
public interface BarrierSpec {
  void arrive(int who);

  Standing look(int who);

  /** The place that somebody has met at, who then may arrive again; -1 if he has not met. */
  int goOn(int who);

  boolean cancel(int who);

  /** False if that is too late. */
  boolean resize(int parties);

  /** False if that is too late. */
  boolean reset();

  void close();

  int waiting();

  /** What is right. */
  final class Model implements BarrierSpec {
    private final Line line = new Line();
    private final int[] places = new int[Tickets.MANY];
    private final boolean[] isSentAway = new boolean[Tickets.MANY];
    private int parties = 2;
    private boolean closed;

    @Override
    public void arrive(int who) {
      if (line.mayAsk(who)) {
        isSentAway[who] = false;
        line.tell(who, closed ? Standing.FAILED : Standing.WAITING);
        meet();
      }
    }

    private void meet() {
      if (line.size() >= parties) {
        for (int place = 0; !line.isEmpty(); place++) {
          places[line.admit()] = place;
        }
      }
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public int goOn(int who) {
      return line.exit(who) ? places[who] : -1;
    }

    @Override
    public boolean cancel(int who) {
      if (isSentAway[who] && line.look(who) == Standing.FAILED) {
        line.tell(who, Standing.OUT); // who was cancelled may be cancelled again, as any future
        return true;
      }
      return line.leave(who);
    }

    @Override
    public boolean resize(int parties) {
      if (!closed) {
        this.parties = parties;
        meet();
      }
      return !closed;
    }

    @Override
    public boolean reset() {
      while (!closed && !line.isEmpty()) {
        isSentAway[line.first()] = true;
        line.fail(line.first());
      }
      return !closed;
    }

    @Override
    public void close() {
      closed = true;
      line.failAll();
    }

    @Override
    public int waiting() {
      return line.size();
    }
  }

  /** The library's. */
  class Real implements BarrierSpec {
    private final AsyncBarrier barrier = new AsyncBarrier(2);
    private final Tickets tickets = new Tickets(barrier::waiting);

    @Operation
    @Override
    public void arrive(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, barrier::arrive);
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public int goOn(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.exit(who) instanceof Integer place ? place : -1;
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.cancel(who);
    }

    @Operation
    @Override
    public boolean resize(@Param(gen = IntGen.class, conf = "1:3") int parties) {
      return isOpenFor(() -> barrier.resize(parties));
    }

    @Operation
    @Override
    public boolean reset() {
      return isOpenFor(barrier::reset);
    }

    private static boolean isOpenFor(Runnable call) {
      try {
        call.run();
        return true;
      } catch (ClosedException e) {
        return false;
      }
    }

    @Operation
    @Override
    public void close() {
      barrier.close();
    }

    @Operation
    @Override
    public int waiting() {
      return barrier.waiting();
    }
  }
}

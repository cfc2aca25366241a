package toro.verify.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncSignal;

/** A signal that is remembered, once. */
public interface SignalSpec {
  void take(int who);

  Standing look(int who);

  boolean cancel(int who);

  void signal();

  void signalAll();

  boolean poll();

  boolean isSet();

  /** What is right. */
  final class Model implements SignalSpec {
    private final Line line = new Line();
    private boolean set;

    @Override
    public void take(int who) {
      line.exit(who);
      if (line.mayAsk(who)) {
        line.tell(who, poll() ? Standing.IN : Standing.WAITING);
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
    public void signal() {
      if (line.isEmpty()) {
        set = true;
      } else {
        line.admit();
      }
    }

    @Override
    public void signalAll() {
      while (!line.isEmpty()) {
        line.admit();
      }
    }

    @Override
    public boolean poll() {
      boolean was = set;
      set = false;
      return was;
    }

    @Override
    public boolean isSet() {
      return set;
    }
  }

  /** The library's. */
  class Real implements SignalSpec {
    private final AsyncSignal signal = new AsyncSignal();
    private final Tickets tickets = new Tickets(signal::waiting);

    @Operation
    @Override
    public void take(@Param(gen = ThreadIdGen.class) int who) {
      tickets.exit(who);
      tickets.ask(who, signal::take);
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
    public void signal() {
      signal.signal();
    }

    @Operation
    @Override
    public void signalAll() {
      signal.signalAll();
    }

    @Operation
    @Override
    public boolean poll() {
      return signal.poll();
    }

    @Operation
    @Override
    public boolean isSet() {
      return signal.isSet();
    }
  }
}

package toro.verify.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncEvent;

/** An event. */
public interface EventSpec {
  void whenSet(int who);

  Standing look(int who);

  boolean cancel(int who);

  void set();

  void clear();

  boolean isSet();

  /** What is right. */
  final class Model implements EventSpec {
    private final Line line = new Line();
    private boolean set;

    @Override
    public void whenSet(int who) {
      line.exit(who);
      if (line.mayAsk(who)) {
        line.tell(who, set ? Standing.IN : Standing.WAITING);
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
    public void set() {
      set = true;
      while (!line.isEmpty()) {
        line.admit();
      }
    }

    @Override
    public void clear() {
      set = false;
    }

    @Override
    public boolean isSet() {
      return set;
    }
  }

  /** The library's. */
  class Real implements EventSpec {
    private final AsyncEvent event = new AsyncEvent();
    private final Tickets tickets = new Tickets(event::waiting);

    @Operation
    @Override
    public void whenSet(@Param(gen = ThreadIdGen.class) int who) {
      tickets.exit(who);
      tickets.ask(who, event::whenSet);
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
    public void set() {
      event.set();
    }

    @Operation
    @Override
    public void clear() {
      event.clear();
    }

    @Operation
    @Override
    public boolean isSet() {
      return event.isSet();
    }
  }
}

package toro.verify.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncTracker;
import toro.Permit;

/** A tracker: whoever asks may be inside, and wait for something, at the same time. */
public interface TrackerSpec {
  /** FAILED if that is too late. */
  Standing enter(int who);

  boolean leave(int who);

  void whenIdle(int who);

  void whenDone(int who);

  Standing look(int who);

  boolean cancel(int who);

  void close();

  int inside();

  /** What is right. */
  final class Model implements TrackerSpec {
    private final Line visits = new Line();
    private final Line line = new Line();
    private final boolean[] isForDone = new boolean[Tickets.MANY];
    private int inside;
    private boolean closed;

    @Override
    public Standing enter(int who) {
      if (visits.mayAsk(who)) {
        inside += closed ? 0 : 1;
        visits.tell(who, closed ? Standing.FAILED : Standing.IN);
      }
      return visits.look(who);
    }

    @Override
    public boolean leave(int who) {
      if (!visits.exit(who)) {
        return false;
      }
      inside--;
      admit();
      return true;
    }

    @Override
    public void whenIdle(int who) {
      ask(who, false);
    }

    @Override
    public void whenDone(int who) {
      ask(who, true);
    }

    private void ask(int who, boolean forDone) {
      line.exit(who);
      if (line.mayAsk(who)) {
        isForDone[who] = forDone;
        line.tell(who, Standing.WAITING);
        admit();
      }
    }

    private void admit() {
      for (int who = 0; who < Tickets.MANY && inside == 0; who++) {
        if (line.look(who) == Standing.WAITING && (closed || !isForDone[who])) {
          line.admit(who);
        }
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
    public void close() {
      closed = true;
      admit();
    }

    @Override
    public int inside() {
      return inside;
    }
  }

  /** The library's. */
  class Real implements TrackerSpec {
    private final AsyncTracker tracker = new AsyncTracker();
    private final Tickets visits = new Tickets(() -> 0);
    private final Tickets tickets = new Tickets(tracker::waiting);

    @Operation
    @Override
    public Standing enter(@Param(gen = ThreadIdGen.class) int who) {
      return visits.tryFor(who, tracker::enter);
    }

    @Operation
    @Override
    public boolean leave(@Param(gen = ThreadIdGen.class) int who) {
      if (!(visits.exit(who) instanceof Permit permit)) {
        return false;
      }
      permit.close();
      permit.close(); // once more, which changes nothing
      return true;
    }

    @Operation
    @Override
    public void whenIdle(@Param(gen = ThreadIdGen.class) int who) {
      tickets.exit(who);
      tickets.ask(who, tracker::whenIdle);
    }

    @Operation
    @Override
    public void whenDone(@Param(gen = ThreadIdGen.class) int who) {
      tickets.exit(who);
      tickets.ask(who, tracker::whenDone);
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
    public void close() {
      tracker.close();
    }

    @Operation
    @Override
    public int inside() {
      return tracker.inside();
    }
  }
}

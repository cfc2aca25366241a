package toro.verify.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncLock;
import toro.Permit;

/** A lock. */
public interface LockSpec {
  void acquire(int who);

  Standing tryAcquire(int who);

  Standing look(int who);

  boolean cancel(int who);

  boolean release(int who);

  void close();

  /** What is right. */
  final class Model implements LockSpec {
    private final Line line = new Line();
    private boolean held;
    private boolean closed;

    @Override
    public void acquire(int who) {
      var unused = ask(who, Standing.WAITING);
    }

    @Override
    public Standing tryAcquire(int who) {
      return ask(who, Standing.OUT);
    }

    private Standing ask(int who, Standing ifHeld) {
      if (!line.mayAsk(who)) {
        return line.look(who);
      }
      if (closed) {
        return line.tell(who, Standing.FAILED);
      }
      if (held) {
        return line.tell(who, ifHeld);
      }
      held = true;
      return line.tell(who, Standing.IN);
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
    public boolean release(int who) {
      if (!line.exit(who)) {
        return false;
      }
      if (line.isEmpty()) {
        held = false;
      } else {
        line.admit();
      }
      return true;
    }

    @Override
    public void close() {
      closed = true;
      line.failAll();
    }
  }

  /** The library's. */
  class Real implements LockSpec {
    private final AsyncLock lock = new AsyncLock();
    private final Tickets tickets = new Tickets(lock::waiting);

    @Operation
    @Override
    public void acquire(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, lock::acquire);
    }

    @Operation
    @Override
    public Standing tryAcquire(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.tryFor(who, lock::tryAcquire);
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
    public boolean release(@Param(gen = ThreadIdGen.class) int who) {
      if (!(tickets.exit(who) instanceof Permit permit)) {
        return false;
      }
      permit.close();
      return true;
    }

    @Operation
    @Override
    public void close() {
      lock.close();
    }
  }
}

package toro.verify.model;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncReadWriteLock;
import toro.Permit;

/** A lock for two readers at most, or one writer. */
public interface ReadWriteLockSpec {
  void acquireRead(int who);

  void acquireWrite(int who);

  Standing tryAcquireRead(int who);

  Standing tryAcquireWrite(int who);

  Standing look(int who);

  boolean cancel(int who);

  boolean release(int who);

  /** Makes a reader of a writer; false if it is none. */
  boolean downgrade(int who);

  void close();

  /** What is right. */
  final class Model implements ReadWriteLockSpec {
    private final Line line = new Line();
    private final boolean[] writes = new boolean[Tickets.MANY];
    private int readers;
    private boolean writing;
    private boolean closed;

    @Override
    public void acquireRead(int who) {
      var unused = ask(who, false, Standing.WAITING);
    }

    @Override
    public void acquireWrite(int who) {
      var unused = ask(who, true, Standing.WAITING);
    }

    @Override
    public Standing tryAcquireRead(int who) {
      return ask(who, false, Standing.OUT);
    }

    @Override
    public Standing tryAcquireWrite(int who) {
      return ask(who, true, Standing.OUT);
    }

    private Standing ask(int who, boolean toWrite, Standing ifNot) {
      if (!line.mayAsk(who)) {
        return line.look(who);
      }
      writes[who] = toWrite;
      if (closed) {
        return line.tell(who, Standing.FAILED);
      }
      if (!line.isEmpty() || !mayEnter(who)) {
        return line.tell(who, ifNot);
      }
      enter(who);
      return line.tell(who, Standing.IN);
    }

    private boolean mayEnter(int who) {
      return !writing && (writes[who] ? readers == 0 : readers < 2);
    }

    private void enter(int who) {
      writing = writes[who];
      readers += writes[who] ? 0 : 1;
    }

    /** First come, first served: no reader passes a writer. */
    private void admit() {
      while (!line.isEmpty() && mayEnter(line.first())) {
        enter(line.admit());
      }
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public boolean cancel(int who) {
      boolean left = line.leave(who);
      admit();
      return left;
    }

    @Override
    public boolean release(int who) {
      if (!line.exit(who)) {
        return false;
      }
      writing = false;
      readers -= writes[who] ? 0 : 1;
      admit();
      return true;
    }

    @Override
    public boolean downgrade(int who) {
      if (line.look(who) != Standing.IN || !writes[who]) {
        return false;
      }
      writes[who] = false;
      writing = false;
      readers = 1;
      admit();
      return true;
    }

    @Override
    public void close() {
      closed = true;
      line.failAll();
    }
  }

  /** The library's. */
  class Real implements ReadWriteLockSpec {
    private final AsyncReadWriteLock lock = new AsyncReadWriteLock(2);
    private final Tickets tickets = new Tickets(lock::waiting);

    @Operation
    @Override
    public void acquireRead(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, lock::acquireRead);
    }

    @Operation
    @Override
    public void acquireWrite(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, lock::acquireWrite);
    }

    @Operation
    @Override
    public Standing tryAcquireRead(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.tryFor(who, lock::tryAcquireRead);
    }

    @Operation
    @Override
    public Standing tryAcquireWrite(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.tryFor(who, lock::tryAcquireWrite);
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
    public boolean downgrade(@Param(gen = ThreadIdGen.class) int who) {
      if (!(tickets.exit(who) instanceof Permit permit)) {
        return false;
      }
      try {
        tickets.tryFor(who, () -> lock.downgrade(permit));
        return true;
      } catch (IllegalStateException e) {
        tickets.tryFor(who, () -> permit); // as before
        return false;
      }
    }

    @Operation
    @Override
    public void close() {
      lock.close();
    }
  }
}

package toro.verify.model;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import toro.AsyncLock;
import toro.Permit;
import toro.Wait;

/** A lock and its condition. Who is in has the lock, also after a signal. */
public interface LockConditionSpec {
  void acquire(int who);

  Standing look(int who);

  boolean cancel(int who);

  boolean release(int who);

  /** Gives the lock up until there is a signal and it is free; who has not got it, stays. */
  void sleep(int who);

  void signal();

  void signalAll();

  /** What is right. */
  final class Model implements LockConditionSpec {
    private final Line line = new Line(); // to the lock
    private final List<Integer> sleepers = new ArrayList<>();
    private final boolean[] signalled = new boolean[Tickets.MANY]; // by a signal for one
    private boolean held;

    @Override
    public void acquire(int who) {
      if (line.mayAsk(who) && !sleepers.contains(who)) {
        signalled[who] = false;
        enter(who);
      }
    }

    private void enter(int who) {
      line.tell(who, held ? Standing.WAITING : Standing.IN);
      held = true;
    }

    @Override
    public Standing look(int who) {
      return sleepers.contains(who) ? Standing.WAITING : line.look(who);
    }

    @Override
    public boolean cancel(int who) {
      if (sleepers.remove((Integer) who)) {
        return true;
      }
      boolean left = line.leave(who);
      if (left && signalled[who]) {
        signal(); // the next has it
      }
      return left;
    }

    @Override
    public boolean release(int who) {
      if (!line.exit(who)) {
        return false;
      }
      held = !line.isEmpty();
      if (held) {
        line.admit();
      }
      return true;
    }

    @Override
    public void sleep(int who) {
      if (release(who)) {
        sleepers.add(who);
      }
    }

    @Override
    public void signal() {
      wake(true);
    }

    @Override
    public void signalAll() {
      while (!sleepers.isEmpty()) {
        wake(false);
      }
    }

    private void wake(boolean alone) {
      if (!sleepers.isEmpty()) {
        int who = sleepers.removeFirst();
        signalled[who] = alone;
        enter(who);
      }
    }
  }

  /** The library's. */
  class Real implements LockConditionSpec {
    private final AsyncLock lock = new AsyncLock();
    protected final AsyncLock.Condition condition = lock.newCondition();
    private final Tickets tickets = new Tickets(lock::waiting);
    private final @Nullable Permit[] permits = new Permit[Tickets.MANY]; // of who sleeps

    @Operation
    @Override
    public void acquire(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, lock::acquire);
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      boolean left = tickets.cancel(who);
      if (left) {
        permits[who] = null;
      }
      return left;
    }

    @Operation
    @Override
    public boolean release(@Param(gen = ThreadIdGen.class) int who) {
      var permit = exit(who);
      if (permit == null) {
        return false;
      }
      permit.close();
      return true;
    }

    /** The lock of somebody who has it; null if there is none. */
    private @Nullable Permit exit(int who) {
      if (tickets.look(who) != Standing.IN) {
        return null;
      }
      var slept = permits[who];
      permits[who] = null;
      return tickets.exit(who) instanceof Permit permit ? permit : slept;
    }

    @Operation
    @Override
    public void sleep(@Param(gen = ThreadIdGen.class) int who) {
      var permit = exit(who);
      if (permit != null) {
        permits[who] = permit;
        Wait<?> signalled = condition.releaseUntilSignalled(permit);
        tickets.ask(who, () -> signalled);
      }
    }

    @Operation
    @Override
    public void signal() {
      condition.signal();
    }

    @Operation
    @Override
    public void signalAll() {
      condition.signalAll();
    }
  }
}

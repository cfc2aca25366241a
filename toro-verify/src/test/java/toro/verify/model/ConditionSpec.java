package toro.verify.model;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncCondition;

/** A condition without a lock. */
public interface ConditionSpec {
  void whenSignalled(int who);

  Standing look(int who);

  boolean cancel(int who);

  void signal(int n);

  void signalAll();

  int waiting();

  /** What is right. */
  final class Model implements ConditionSpec {
    private final Line line = new Line();

    @Override
    public void whenSignalled(int who) {
      line.exit(who);
      if (line.mayAsk(who)) {
        line.tell(who, Standing.WAITING);
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
    public void signal(int n) {
      for (int i = 0; i < n && !line.isEmpty(); i++) {
        line.admit();
      }
    }

    @Override
    public void signalAll() {
      signal(line.size());
    }

    @Override
    public int waiting() {
      return line.size();
    }
  }

  /** The library's. */
  class Real implements ConditionSpec {
    private final AsyncCondition condition = new AsyncCondition();
    private final Tickets tickets = new Tickets(condition::waiting);

    @Operation
    @Override
    public void whenSignalled(@Param(gen = ThreadIdGen.class) int who) {
      tickets.exit(who);
      tickets.ask(who, condition::whenSignalled);
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
    public void signal(@Param(gen = IntGen.class, conf = "1:2") int n) {
      condition.signal(n);
    }

    @Operation
    @Override
    public void signalAll() {
      condition.signalAll();
    }

    @Operation
    @Override
    public int waiting() {
      return condition.waiting();
    }
  }
}

package toro.verify.model;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import toro.AsyncResult;

/** A result, which is set once, or fails once. */
public interface ResultSpec {
  void whenDone(int who);

  Standing look(int who);

  /** What somebody was told, who forgets it; null if that is nothing. */
  @Nullable Object value(int who);

  boolean cancel(int who);

  boolean trySet(int value);

  boolean tryFail();

  boolean isDone();

  /** What is right. */
  final class Model implements ResultSpec {
    private final Line line = new Line();
    private @Nullable Integer value;
    private boolean failed;

    @Override
    public void whenDone(int who) {
      if (line.mayAsk(who)) {
        line.tell(who, failed ? Standing.FAILED : value == null ? Standing.WAITING : Standing.IN);
      }
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public @Nullable Object value(int who) {
      return line.exit(who) ? value : null;
    }

    @Override
    public boolean cancel(int who) {
      return line.leave(who);
    }

    @Override
    public boolean trySet(int value) {
      if (isDone()) {
        return false;
      }
      this.value = value;
      while (!line.isEmpty()) {
        line.admit();
      }
      return true;
    }

    @Override
    public boolean tryFail() {
      if (isDone()) {
        return false;
      }
      failed = true;
      line.failAll();
      return true;
    }

    @Override
    public boolean isDone() {
      return failed || value != null;
    }
  }

  /** The library's. */
  class Real implements ResultSpec {
    protected final AsyncResult<Integer> result = new AsyncResult<>();
    private final Tickets tickets = new Tickets(result::waiting);

    @Operation
    @Override
    public void whenDone(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, result::whenDone);
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public @Nullable Object value(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.exit(who);
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.cancel(who);
    }

    @Operation
    @Override
    public boolean trySet(@Param(gen = IntGen.class, conf = "1:9") int value) {
      return result.trySet(value);
    }

    @Operation
    @Override
    public boolean tryFail() {
      return result.tryFail(new IllegalStateException("failed"));
    }

    @Operation
    @Override
    public boolean isDone() {
      return result.isDone();
    }
  }
}

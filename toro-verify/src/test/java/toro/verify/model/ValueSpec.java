package toro.verify.model;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import toro.AsyncValue;
import toro.ClosedException;
import toro.Versioned;

/** A value that is 0 at first. Who is in has got a value; who reads it remembers its version. */
public interface ValueSpec {
  Versioned<Integer> read(int who);

  /** False if that is too late. */
  boolean set(int value);

  /** False if somebody has set it since that one read it, or it is too late. */
  boolean trySet(int who, int value);

  /** Waits for a change since that one read it. */
  void whenChanged(int who);

  /** Waits until it is that. */
  void when(int who, int value);

  Standing look(int who);

  /** What somebody got, or null; who is in, is no more. */
  @Nullable Object receive(int who);

  boolean cancel(int who);

  int waiting();

  void close();

  /** What is right. */
  final class Model implements ValueSpec {
    private final Line line = new Line();
    private final long[] read = new long[Tickets.MANY];
    private final int[] wanted = new int[Tickets.MANY]; // 0: a change
    private final @Nullable Object[] got = new Object[Tickets.MANY];
    private Versioned<Integer> now = new Versioned<>(0, 1);
    private boolean closed;

    @Override
    public Versioned<Integer> read(int who) {
      read[who] = now.version();
      return now;
    }

    @Override
    public boolean set(int value) {
      if (closed) {
        return false;
      }
      now = new Versioned<>(value, now.version() + 1);
      for (int who = 0; who < Tickets.MANY; who++) {
        if (line.look(who) == Standing.WAITING && fits(who)) {
          line.admit(who);
        }
      }
      return true;
    }

    private boolean fits(int who) {
      if (wanted[who] == 0) {
        got[who] = now;
        return now.version() > read[who];
      }
      got[who] = now.value();
      return now.value() == wanted[who];
    }

    @Override
    public boolean trySet(int who, int value) {
      return now.version() == read[who] && set(value);
    }

    @Override
    public void whenChanged(int who) {
      when(who, 0);
    }

    @Override
    public void when(int who, int value) {
      if (line.mayAsk(who)) {
        wanted[who] = value;
        boolean fits = fits(who);
        line.tell(who, fits ? Standing.IN : closed ? Standing.FAILED : Standing.WAITING);
      }
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public @Nullable Object receive(int who) {
      return line.exit(who) ? got[who] : null;
    }

    @Override
    public boolean cancel(int who) {
      return line.leave(who);
    }

    @Override
    public int waiting() {
      return line.size();
    }

    @Override
    public void close() {
      closed = true;
      line.failAll();
    }
  }

  /** The library's. */
  class Real implements ValueSpec {
    private final AsyncValue<Integer> value = new AsyncValue<>(0);
    private final long[] read = new long[Tickets.MANY];
    private final Tickets tickets = new Tickets(value::waiting);

    @Operation
    @Override
    public Versioned<Integer> read(@Param(gen = ThreadIdGen.class) int who) {
      var now = value.read();
      read[who] = now.version();
      return now;
    }

    @Operation
    @Override
    public boolean set(@Param(gen = IntGen.class, conf = "1:3") int next) {
      try {
        value.set(next);
        return true;
      } catch (ClosedException e) {
        return false;
      }
    }

    @Operation
    @Override
    public boolean trySet(
        @Param(gen = ThreadIdGen.class) int who,
        @Param(gen = IntGen.class, conf = "1:3") int next) {
      try {
        return value.trySet(read[who], next);
      } catch (ClosedException e) {
        return false;
      }
    }

    @Operation
    @Override
    public void whenChanged(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, () -> value.whenChanged(read[who]));
    }

    @Override // no operation of histories: it may miss what was replaced before it looked
    public void when(int who, int wanted) {
      tickets.ask(who, () -> value.when(now -> now == wanted));
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public @Nullable Object receive(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.exit(who);
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.cancel(who);
    }

    @Override
    public int waiting() {
      return value.waiting();
    }

    @Operation
    @Override
    public void close() {
      value.close();
    }
  }
}

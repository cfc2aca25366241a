package toro.verify.model;

import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import toro.AsyncKeyedLock;
import toro.Permit;

/** A lock of some keys, of which each asks for one at a time. */
public interface KeyedLockSpec {
  void acquire(int who, int key);

  Standing tryAcquire(int who, int key);

  Standing look(int who);

  boolean cancel(int who);

  boolean release(int who);

  boolean isHeld(int key);

  /** What is right. */
  final class Model implements KeyedLockSpec {
    private static final int KEYS = 4;

    private final Line[] lines = Stream.generate(Line::new).limit(KEYS).toArray(Line[]::new);
    private final boolean[] held = new boolean[KEYS];
    private final int[] keys = new int[Tickets.MANY]; // of whoever asked last

    @Override
    public void acquire(int who, int key) {
      var unused = ask(who, key, Standing.WAITING);
    }

    @Override
    public Standing tryAcquire(int who, int key) {
      return ask(who, key, Standing.OUT);
    }

    private Standing ask(int who, int key, Standing ifHeld) {
      if (!lines[keys[who]].mayAsk(who)) {
        return look(who);
      }
      keys[who] = key;
      if (held[key]) {
        return lines[key].tell(who, ifHeld);
      }
      held[key] = true;
      return lines[key].tell(who, Standing.IN);
    }

    @Override
    public Standing look(int who) {
      return lines[keys[who]].look(who);
    }

    @Override
    public boolean cancel(int who) {
      return lines[keys[who]].leave(who);
    }

    @Override
    public boolean release(int who) {
      int key = keys[who];
      if (!lines[key].exit(who)) {
        return false;
      }
      if (lines[key].isEmpty()) {
        held[key] = false;
      } else {
        lines[key].admit();
      }
      return true;
    }

    @Override
    public boolean isHeld(int key) {
      return held[key];
    }
  }

  /** The library's. */
  class Real implements KeyedLockSpec {
    private final AsyncKeyedLock<Integer> lock = new AsyncKeyedLock<>();
    private final Tickets tickets = new Tickets(lock::waiting);

    @Operation
    @Override
    public void acquire(
        @Param(gen = ThreadIdGen.class) int who, @Param(gen = IntGen.class, conf = "1:2") int key) {
      tickets.ask(who, () -> lock.acquire(key));
    }

    @Operation
    @Override
    public Standing tryAcquire(
        @Param(gen = ThreadIdGen.class) int who, @Param(gen = IntGen.class, conf = "1:2") int key) {
      return tickets.tryFor(who, () -> lock.tryAcquire(key));
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
    public boolean isHeld(@Param(gen = IntGen.class, conf = "1:2") int key) {
      return lock.isHeld(key);
    }
  }
}

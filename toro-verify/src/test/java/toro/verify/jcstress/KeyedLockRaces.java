package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncKeyedLock;
import toro.Permit;
import toro.Wait;

/** The races of a keyed lock, on real hardware. */
public class KeyedLockRaces {
  private static final String KEY = "key";

  private KeyedLockRaces() {}

  /** Whether nobody has the key, or waits, and one can have it. */
  private static boolean isUnknown(AsyncKeyedLock<String> lock) {
    boolean unknown = lock.size() == 0 && lock.waiting() == 0;
    var permit = lock.tryAcquire(KEY);
    boolean isTheOnlyOne = permit != null && lock.tryAcquire(KEY) == null;
    if (permit != null) {
      permit.close();
    }
    return unknown && isTheOnlyOne && lock.size() == 0;
  }

  /** The last one leaves as another one comes. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "has it, and nobody else")
  @Outcome(expect = FORBIDDEN, desc = "two have it, or nobody can, or it is still known")
  @State
  public static class LastCloseAgainstAcquire {
    final AsyncKeyedLock<String> lock = new AsyncKeyedLock<>();
    final Permit held = lock.tryAcquire(KEY);

    Wait<Permit> next;

    @Actor
    public void close() {
      held.close();
    }

    @Actor
    public void acquire() {
      next = lock.acquire(KEY);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = next.isDone() && lock.tryAcquire(KEY) == null && lock.size() == 1;
      if (next.isDone()) {
        next.join().close();
      }
      r.r2 = isUnknown(lock);
    }
  }

  /** The key is free for who waits, and he leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "has it")
  @Outcome(expect = FORBIDDEN, desc = "counted down twice, or never")
  @State
  public static class GrantAgainstCancel {
    final AsyncKeyedLock<String> lock = new AsyncKeyedLock<>();
    final Permit held = lock.tryAcquire(KEY);
    final Wait<Permit> waiting = lock.acquire(KEY);

    @Actor
    public void close() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = waiting.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      boolean known = lock.size() == (r.r1 ? 0 : 1);
      if (!r.r1) {
        waiting.join().close();
      }
      r.r2 = known && isUnknown(lock);
    }
  }

  /** The key is free for who waits, and his stage is given up. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, whether or not the function ran")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the function ran")
  @Outcome(expect = FORBIDDEN, desc = "counted down twice, or never")
  @State
  public static class GrantAgainstCancelOfAStage {
    final AsyncKeyedLock<String> lock = new AsyncKeyedLock<>();
    final Permit held = lock.tryAcquire(KEY);
    final Wait<Void> stage = lock.acquire(KEY).thenAccept(Permit::close);

    @Actor
    public void close() {
      held.close();
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = stage.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = isUnknown(lock);
    }
  }

  /** A permit is closed by two. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "given back once")
  @Outcome(expect = FORBIDDEN, desc = "counted down twice")
  @State
  public static class CloseTwice {
    final AsyncKeyedLock<String> lock = new AsyncKeyedLock<>();
    final Permit held = lock.tryAcquire(KEY);
    final Wait<Permit> next = lock.acquire(KEY);

    @Actor
    public void one() {
      held.close();
    }

    @Actor
    public void other() {
      held.close();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = next.isDone() && lock.size() == 1;
      next.join().close();
      r.r2 = isUnknown(lock);
    }
  }

  /** Two try a key that nobody knows. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first has it")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second has it")
  @Outcome(expect = FORBIDDEN, desc = "both, or nobody")
  @State
  public static class TwoTries {
    final AsyncKeyedLock<String> lock = new AsyncKeyedLock<>();

    @Actor
    public void one(ZZ_Result r) {
      r.r1 = lock.tryAcquire(KEY) != null;
    }

    @Actor
    public void other(ZZ_Result r) {
      r.r2 = lock.tryAcquire(KEY) != null;
    }
  }

  /** What the last holder wrote, the next one sees, though the key was forgotten meanwhile (L9). */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ForgottenThenTried {
    final AsyncKeyedLock<String> lock = new AsyncKeyedLock<>();
    final Permit held = lock.tryAcquire(KEY);

    int written;

    @Actor
    public void write() {
      written = 42;
      held.close();
    }

    @Actor
    public void read(I_Result r) {
      r.r1 = lock.tryAcquire(KEY) == null ? 0 : written == 42 ? 42 : -1;
    }
  }
}

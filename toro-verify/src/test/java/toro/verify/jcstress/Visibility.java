package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import toro.AsyncCondition;
import toro.AsyncEvent;
import toro.AsyncLock;
import toro.AsyncQueue;
import toro.AsyncReadWriteLock;
import toro.AsyncResult;
import toro.AsyncSemaphore;
import toro.Permit;
import toro.Promise;
import toro.Wait;

/** What one thread wrote before it gave something, the other sees who got it (L9). */
public class Visibility {
  private Visibility() {}

  /** What the holder wrote, the next holder sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ReleaseThenAttempt {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();

    int written;

    @Actor
    public void write() {
      written = 42;
      held.close();
    }

    @Actor
    public void read(I_Result r) {
      if (lock.tryAcquire() != null) {
        r.r1 = written;
      }
    }
  }

  /** What the holder wrote, whom he lets in sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ReleaseThenGrant {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();

    int written;

    @Actor
    public void write() {
      written = 42;
      held.close();
    }

    @Actor
    public void read(I_Result r) {
      if (waiting.isDone() && waiting.getNow(null) != null) {
        r.r1 = written;
      }
    }
  }

  /** What the holder wrote, who asks sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ReleaseThenRequest {
    final AsyncSemaphore semaphore = new AsyncSemaphore(0);

    int written;

    @Actor
    public void write() {
      written = 42;
      semaphore.release();
    }

    @Actor
    public void read(I_Result r) {
      if (semaphore.acquire().isDone()) {
        r.r1 = written;
      }
    }
  }

  /** What was written before a put, the taker sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class PutThenPoll {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

    int written;

    @Actor
    public void write() {
      written = 42;
      queue.offer(1);
    }

    @Actor
    public void read(I_Result r) {
      if (queue.poll() != null) {
        r.r1 = written;
      }
    }
  }

  /** What was written before a put, who waited for it sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class PutThenTake {
    final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    final Wait<Integer> take = queue.take();

    int written;

    @Actor
    public void write() {
      written = 42;
      queue.offer(1);
    }

    @Actor
    public void read(I_Result r) {
      if (take.isDone() && take.getNow(null) != null) {
        r.r1 = written;
      }
    }
  }

  /** What was written before an event is set, who sees it set sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SetThenIsSet {
    final AsyncEvent event = new AsyncEvent();

    int written;

    @Actor
    public void write() {
      written = 42;
      event.set();
    }

    @Actor
    public void read(I_Result r) {
      if (event.isSet()) {
        r.r1 = written;
      }
    }
  }

  /** What was written before an event is set, who waited for it sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SetThenWhenSet {
    final AsyncEvent event = new AsyncEvent();
    final Wait<Void> wait = event.whenSet();

    int written;

    @Actor
    public void write() {
      written = 42;
      event.set();
    }

    @Actor
    public void read(I_Result r) {
      if (wait.isDone()) {
        r.r1 = written;
      }
    }
  }

  /** What was written before a result is set, its reader sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ResultThenGetNow {
    final AsyncResult<Integer> result = new AsyncResult<>();

    int written;

    @Actor
    public void write() {
      written = 42;
      result.set(1);
    }

    @Actor
    public void read(I_Result r) {
      if (result.isDone()) {
        r.r1 = written;
      }
    }
  }

  /** What was written before a signal, its receiver sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SignalThenWait {
    final AsyncCondition condition = new AsyncCondition();
    final Wait<Void> wait = condition.whenSignalled();

    int written;

    @Actor
    public void write() {
      written = 42;
      condition.signal();
    }

    @Actor
    public void read(I_Result r) {
      if (wait.isDone()) {
        r.r1 = written;
      }
    }
  }

  /** What a writer wrote, the next reader sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class WriteThenRead {
    final AsyncReadWriteLock lock = new AsyncReadWriteLock();
    final Permit held = lock.tryAcquireWrite();

    int written;

    @Actor
    public void write() {
      written = 42;
      held.close();
    }

    @Actor
    public void read(I_Result r) {
      if (lock.tryAcquireRead() != null) {
        r.r1 = written;
      }
    }
  }

  /** What a writer wrote who has become a reader, other readers see. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class DowngradeThenRead {
    final AsyncReadWriteLock lock = new AsyncReadWriteLock();
    final Permit held = lock.tryAcquireWrite();

    int written;

    @Actor
    public void write() {
      written = 42;
      var unused = lock.downgrade(held);
    }

    @Actor
    public void read(I_Result r) {
      if (lock.tryAcquireRead() != null) {
        r.r1 = written;
      }
    }
  }

  /** What a reader did, the writer that waited for it sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class ReadThenWrite {
    final AsyncReadWriteLock lock = new AsyncReadWriteLock();
    final Permit held = lock.tryAcquireRead();
    final Wait<Permit> waiting = lock.acquireWrite();

    int written;

    @Actor
    public void write() {
      written = 42;
      held.close();
    }

    @Actor
    public void read(I_Result r) {
      if (waiting.isDone()) {
        r.r1 = written;
      }
    }
  }

  /** What was written with the lock held, who waited for a signal of its condition sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class LockConditionThenWait {
    final AsyncLock lock = new AsyncLock();
    final AsyncLock.Condition condition = lock.newCondition();
    final Wait<Void> waiting = condition.releaseUntilSignalled(lock.tryAcquire());
    final Permit held = lock.tryAcquire();

    int written;

    @Actor
    public void write() {
      written = 42;
      condition.signal();
      held.close();
    }

    @Actor
    public void read(I_Result r) {
      if (waiting.isDone()) {
        r.r1 = written;
      }
    }
  }

  /** What was written before a promise is granted, its reader sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class PromiseThenWait {
    final Promise<Integer> promise = Promise.of("promise");
    final Wait<Integer> waiting = promise.whenGranted();

    int written;

    @Actor
    public void write() {
      written = 42;
      promise.grant(1);
    }

    @Actor
    public void read(I_Result r) {
      if (waiting.isDone() && waiting.getNow(0) == 1) {
        r.r1 = written;
      }
    }
  }

  /** What the holder wrote, a function attached elsewhere sees. */
  @JCStressTest
  @Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen, or not run")
  @State
  public static class GrantThenFunction {
    final AsyncLock lock = new AsyncLock();
    final Permit held = lock.tryAcquire();
    final Wait<Permit> waiting = lock.acquire();
    int written;
    int seen;

    @Actor
    public void write() {
      written = 42;
      held.close();
    }

    @Actor
    public void attach() {
      var unused = waiting.thenAccept(permit -> seen = written);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = seen;
    }
  }

  /** A wait that was granted at the call, handed over by a data race, is seen whole. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "whole")
  @Outcome(expect = FORBIDDEN, desc = "half")
  @State
  public static class WaitThroughARace {
    final AsyncSemaphore semaphore = new AsyncSemaphore(1);
    Wait<Permit> published;

    @Actor
    public void write() {
      published = semaphore.acquire();
    }

    @Actor
    public void read(I_Result r) {
      var wait = published;
      if (wait != null) {
        r.r1 = wait.isDone() && wait.getNow(null) != null ? 1 : -1;
      }
    }
  }
}

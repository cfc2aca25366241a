package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The right to run on a loop: one coroutine at a time has it, and hands it to the next itself. */
final class LoopBaton {
  /*
   * Overview.
   *
   * A coroutine is a virtual thread that runs only while it holds the baton. When it has to wait it
   * takes the next entry from the list of what is ready, makes that one the holder, unparks its
   * thread, and parks: no dispatcher stands between the two. With nothing ready the baton is
   * dropped, and whoever brings the next entry picks it up.
   *
   *      from inside:   an entry goes into `ready`
   *      from outside:  an entry goes into `inbox`, then `count` is raised
   *
   *      count = entries in the inbox, counted when they are in, + 1 while the baton is held
   *
   *         0 ──send: picks the baton up, its own entry turns into the holder's unit──▶ 1
   *         1 ──drop, when nothing is ready──▶ 0
   *         1 ──the loop is over──▶ ENDED, for good
   *
   * I1. Fields without `volatile` are touched by the holder only. The hand-over (holder written by
   *     one, read by the other) and `count` order what the holders do, one after the other.
   * I2. A coroutine's thread runs user code only while it is the holder. So on such a thread "this
   *     is one of my coroutines" means "it holds the baton".
   * I3. A holder takes out of the inbox as many entries as have been counted, never more: an entry
   *     is in the inbox before it is counted, so there are as many.
   * I4. Callbacks run on a thread of their own, which is a coroutine without a task; it holds the
   *     baton like any other. So a callback meets no other thread's locals, flags or scopes.
   *
   * After ENDED nothing is taken any more: who comes too late takes its entry back out.
   */
  private static final int ENDED = Integer.MIN_VALUE;

  /** An entry that only makes the loop look again whether there is something to do. */
  static final Object WAKE_UP = new Object();

  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(LoopBaton.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Loop loop;
  private final LoopReady ready; // by the holder
  private final Queue<Object> inbox = new ConcurrentLinkedQueue<>();
  private final LoopCoroutine callbacks; // runs them all (I4)
  private volatile int count; // by any thread, atomically
  private volatile @Nullable LoopCoroutine holder; // by the holder, when it gives the baton away
  private @Nullable Object pendingCallback; // by the holder (I1): what `callbacks` runs next
  private long heldSince; // these: by the holder. Plain, as every switch writes them, and the
  private long longestHold; // watchdog and stats, who read them on other threads, can do with
  private long switches; // old values

  LoopBaton(Loop loop, LoopReady ready) {
    this.loop = loop;
    this.ready = ready;
    this.callbacks = new LoopCoroutine(loop, null, 0, loop.name() + " callbacks");
    this.heldSince = loop.clock().nanoTime();
  }

  // ---- what becomes ready

  /** Adds an entry, from any thread; false if the loop has ended. */
  boolean add(Object entry) {
    LoopCoroutine me = LoopCoroutine.current();
    if (me != null && me.loop == loop) { // so it holds the baton (I2)
      accept(entry);
      return true;
    }
    return send(entry);
  }

  /** Adds an entry from a thread that does not hold the baton. */
  boolean send(Object entry) {
    inbox.add(entry);
    int before = (int) COUNT.getAndAdd(this, 1);
    if (before == 0) {
      heldSince = loop.clock().nanoTime();
      accept(take());
      LoopCoroutine next = next();
      if (next != null) {
        give(next);
      }
    } else if (before < 0) {
      COUNT.getAndAdd(this, -1);
      return !inbox.remove(entry);
    }
    return true;
  }

  private Object take() {
    Object entry = inbox.poll();
    assert entry != null; // it is in the inbox before it is counted (I3)
    return entry;
  }

  private void accept(Object entry) {
    if (entry instanceof LoopCoroutine c) {
      loop.coroutines.link(c);
    }
    if (entry != WAKE_UP) {
      ready.add(entry);
    }
  }

  // ---- handing over

  /** Gives the baton away and returns when it has come back. */
  void suspend(LoopCoroutine me, Object blocker) {
    LoopCoroutine next = next();
    if (next == me) {
      holder = me;
    } else if (next != null) {
      give(next);
    }
    boolean interrupted = false;
    while (holder != me && (count >= 0 || !isCallbacks(me))) { // nobody goes on after the end
      LockSupport.park(blocker);
      if (Thread.interrupted()) {
        interrupted = true;
        if (me.unparkedByInterrupt()) {
          send(me);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the baton away for good. */
  void leave(LoopCoroutine me) {
    loop.coroutines.unlink(me);
    LoopCoroutine next = next();
    if (next != null) {
      give(next);
    }
  }

  private void give(LoopCoroutine next) {
    switches++;
    holder = next;
    next.resume();
  }

  /** What the holder has to give the baton to; null if it was dropped, as nothing is ready. */
  private @Nullable LoopCoroutine next() {
    long now = loop.clock().nanoTime();
    longestHold = Math.max(longestHold, now - heldSince);
    heldSince = now;
    for (; ; ) {
      for (int arrived = count - 1; arrived > 0; ) {
        for (int i = 0; i < arrived; i++) { // as many as are counted, never more (I3)
          accept(take());
        }
        arrived = (int) COUNT.getAndAdd(this, -arrived) - arrived - 1;
      }
      Object entry = ready.poll();
      if (entry instanceof LoopCoroutine c) {
        if (c.mayRun()) {
          return c;
        }
        loop.coroutines.unlink(c);
      } else if (entry != null) {
        pendingCallback = entry;
        return callbacks;
      } else if (loop.coroutines.advance()) {
        heldSince = loop.clock().nanoTime(); // time has jumped, and nobody held the loop meanwhile
      } else if (drop()) {
        return null;
      }
    }
  }

  /** held to dropped, or to ENDED; false if something has arrived. */
  private boolean drop() {
    holder = null; // before someone else picks the baton up
    if (!loop.coroutines.isOver()) {
      return COUNT.compareAndSet(this, 1, 0);
    }
    boolean ended = COUNT.compareAndSet(this, 1, ENDED);
    if (ended) {
      callbacks.stop();
      loop.terminated();
    }
    return ended;
  }

  /** Whether nothing has arrived since the holder looked. */
  boolean isQuiet() {
    return count == 1;
  }

  // ---- callbacks

  /** What the thread for callbacks does. */
  void runCallbacks(LoopCoroutine me) {
    for (Object entry; (entry = pendingCallback) != null; ) { // else the loop has ended
      pendingCallback = null;
      loop.call(entry);
      var unused = Thread.interrupted(); // meant for that callback
      suspend(me, loop);
    }
  }

  boolean isCallbacks(LoopCoroutine c) {
    return c == callbacks;
  }

  // ---- figures

  @Nullable LoopCoroutine holder() {
    return holder;
  }

  long heldSince() {
    return heldSince;
  }

  int ready() {
    return ready.size();
  }

  long switches() {
    return switches;
  }

  long longestHold() {
    return longestHold;
  }
}

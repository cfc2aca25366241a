package toro;

import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the functions that hang on settled waits: at once at the outermost call of a thread, and one
 * after the other, in the order of settling, for everything that those functions settle in turn.
 */
final class Trampoline implements AutoCloseable {
  /*
   * Overview.
   *
   * A continuation that closes its permit grants the next waiter, whose continuation closes its
   * permit, and so on. Run inside each other these overflow the stack after some thousand levels.
   * So each thread keeps a queue of settled waits whose functions have not run:
   *
   *      deliver, depth 0:  run the functions now, then everything that was queued meanwhile
   *      deliver, depth 1+: queue
   *
   * "Depth" counts scopes: a delivery is one, and so is every function attached to a Wait without
   * an executor. A wait that is granted at the call (a free lock) is complete at once, as any
   * future would be; but DEEP scopes deep it is queued, so that a loop written as a recursion of
   * acquire().thenCompose(...) runs in constant stack.
   *
   * I1. A wait in the queue is settled, out of every line, and is in one queue only; so its `next`
   *     link is free to hold the queue together.
   * I2. The queue is empty when depth is 0.
   * I3. Only functions are delayed. Threads parked on the wait are woken at once, and every read of
   *     it looks at its outcome, not at whether its functions have run.
   * I4. Functions of a wait that was made on a loop run on that loop, as long as it lives: the wait
   *     is handed over to it (Home.adopt), or, if one of its coroutines is parked on the wait, that
   *     runs them when it goes on (fireAll).
   *
   * A loop has one queue for all its coroutines, of which one runs at a time. What runs there in a
   * scope is a callback of the loop, and must not wait. The timer's thread runs no functions: those
   * of what it settles run on `elsewhere`, unless a loop takes them.
   *
   * A thread that is about to park inside a scope empties its queue first (`flush`): what it waits
   * for may be done by one of the functions in it.
   */
  /** Held weakly, so that a pooled thread does not keep this class, and with it its loader. */
  private static final ThreadLocal<@Nullable WeakReference<Trampoline>> MINE = new ThreadLocal<>();

  /**
   * Those of threads that were here lately, by the thread's number, which is never used again: so
   * it is found without the thread's map. Races for a place do no harm.
   */
  private static final @Nullable Trampoline[] LATELY = new Trampoline[64];

  private static final int DEEP = 16;
  private static final int UNASKED = 32;

  /** How many are DEEP now: while none is, nobody needs to look at his own. */
  private static final AtomicInteger DEEP_ONES = new AtomicInteger();

  private final long thread = Thread.currentThread().threadId(); // whose it is
  private final @Nullable Home loop; // or this one's
  private @Nullable Executor elsewhere; // runs the functions, if this thread does not
  private int depth; // these all: only by the own thread, or by the holder of the loop's baton
  private int asides; // flushes, and functions that another thread has left to this one
  private int unasked; // how often it need not be asked whether it may wait
  private @Nullable Wait<?> head;
  private @Nullable Wait<?> tail;
  private @Nullable Throwable broken;

  Trampoline(@Nullable Home loop) {
    this.loop = loop;
  }

  private static Trampoline mine() {
    Home.Resident me = Home.resident();
    if (me != null) {
      return me.home().trampoline;
    }
    Trampoline mine = lately();
    if (mine == null) {
      mine = known();
      LATELY[place(mine.thread)] = mine;
    }
    return mine;
  }

  private static @Nullable Trampoline lately() {
    long thread = Thread.currentThread().threadId();
    Trampoline lately = LATELY[place(thread)];
    return lately != null && lately.thread == thread ? lately : null;
  }

  private static int place(long thread) {
    return (int) thread & (LATELY.length - 1);
  }

  private static Trampoline known() {
    WeakReference<Trampoline> known = MINE.get();
    Trampoline mine = known == null ? null : known.get(); // alive while a scope of it is open
    if (mine == null) {
      mine = new Trampoline(null);
      MINE.set(new WeakReference<>(mine));
    }
    return mine;
  }

  /** This thread has been asked, and may wait: it is not asked each time that it need not park. */
  static void mayWait() {
    Trampoline mine = Thread.currentThread().isVirtual() ? lately() : mine();
    if (mine != null) { // it may not be worth one
      mine.unasked = UNASKED;
    }
  }

  /** Whether it was asked not long ago whether it may wait. */
  static boolean mayWaitUnasked() {
    Trampoline mine = lately();
    if (mine == null || mine.unasked == 0) {
      return false;
    }
    mine.unasked--;
    return true;
  }

  /** This thread runs no functions from now on: what it settles has them run by the executor. */
  static Trampoline handOverTo(Executor executor) {
    Trampoline mine = mine();
    mine.elsewhere = executor;
    return mine; // to be kept: it is known to its thread weakly
  }

  /** Calls foreign code, but on a thread that runs no functions has the executor call it. */
  static void call(Runnable foreign) {
    Executor elsewhere = mine().elsewhere;
    if (elsewhere == null) {
      foreign.run();
    } else {
      elsewhere.execute(foreign);
    }
  }

  /** Opens a scope of this thread, to be closed by it. */
  static Trampoline enter() {
    Trampoline mine = mine();
    mine.setDepth(mine.depth + 1);
    return mine;
  }

  /** Whether a wait that is granted at the call must be queued like any other. */
  static boolean isDeep() {
    return DEEP_ONES.getPlain() != 0 && mine().depth >= DEEP;
  }

  private void setDepth(int now) {
    if (now >= DEEP != depth >= DEEP) {
      DEEP_ONES.getAndAdd(now >= DEEP ? 1 : -1); // its own thread sees it, by whatever read
    }
    depth = now;
  }

  boolean isOpen() {
    return depth > 0;
  }

  /** A coroutine hands its loop on: the others begin outside its scopes. Returns what to resume. */
  int suspend() {
    int open = depth;
    setDepth(0);
    return open;
  }

  void resume(int open) {
    setDepth(open);
  }

  /** Wakes the threads parked on each of the settled waits, then runs or queues the functions. */
  static void deliver(@Nullable Wait<?> chain) {
    Trampoline mine = null;
    for (WaitNode n = chain; n instanceof Wait<?> settled; ) {
      n = settled.next;
      settled.next = null;
      if (settled instanceof WaitChoice<?> choice) {
        n = choice.leaveLines(n);
      }
      boolean runByCoroutine = settled.wakeAll(); // I3: now, whatever is queued
      if (settled.hasToFire()) {
        mine = mine == null ? enter() : mine;
        if (!runByCoroutine || settled.home() == mine.loop) { // else the coroutine does (I4)
          mine.append(settled);
        }
      }
    }
    if (mine != null) {
      mine.close();
    }
  }

  /**
   * The same for a wait that may still stand in a list, as it is being given up twice at once: a
   * queue would take the links that the list needs, so its functions run now.
   */
  static void deliverInPlace(Wait<?> settled) {
    boolean runByCoroutine = settled.wakeAll();
    if (!runByCoroutine && settled.hasToFire()) {
      Home.at(settled.home(), () -> call(() -> fireAll(settled)));
    }
  }

  /** Runs the functions of a settled wait on this thread, whether it is queued somewhere or not. */
  static void fireAll(Wait<?> settled) {
    try (Trampoline mine = enter()) {
      mine.asides++;
      for (WaitNode n; (n = settled.takeFirst()) != null; ) {
        mine.fire(n, settled);
      }
      mine.asides--;
    }
  }

  /** Queues the functions of a wait that was settled before any could be attached to it. */
  static void later(Wait<?> settled) {
    mine().append(settled);
  }

  /** Runs what is queued on this thread, which is about to park. */
  static void flush() {
    Trampoline mine = mine();
    if (mine.head != null) {
      mine.asides++;
      try {
        mine.drain();
      } finally {
        mine.asides--;
      }
    }
  }

  /** In how many asides this is: what runs in one was called by nobody below it. */
  static int asides() {
    return mine().asides;
  }

  private void append(Wait<?> settled) { // its `next` is free: I1
    if (tail == null) {
      head = settled;
    } else {
      tail.next = settled;
    }
    tail = settled;
  }

  /** May be called again by a function that parks: each step leaves the queue as it is to be. */
  private void drain() {
    for (Wait<?> w; (w = head) != null; ) {
      Wait<?> settled = w;
      Home home = w.home();
      if (home != null && home != loop) {
        removeHead(w);
        if (!home.adopt(w)) { // the loop has ended, so that any thread will do (I4)
          call(() -> fireAll(settled));
        }
      } else if (elsewhere != null) {
        removeHead(w);
        call(() -> fireAll(settled));
      } else {
        WaitNode n = w.takeFirst();
        if (n == null) {
          removeHead(w);
        } else {
          fire(n, w);
        }
      }
    }
  }

  private void removeHead(Wait<?> w) {
    head = (Wait<?>) w.next;
    w.next = null;
    if (head == null) {
      tail = null;
    }
  }

  private void fire(WaitNode n, Wait<?> settled) {
    try {
      n.fire(settled);
    } catch (Throwable t) { // never a function's own: only the machine's, such as out of memory
      broken = broken == null ? t : broken; // I2: the others still run
    }
  }

  /** Closes a scope; the outermost one first runs what was queued inside it. */
  @Override
  public void close() {
    if (depth == 1) {
      drain();
    }
    setDepth(depth - 1);
    Throwable failure = broken;
    if (depth == 0 && failure != null) {
      broken = null;
      throw new IllegalStateException("a continuation could not be run", failure);
    }
  }
}

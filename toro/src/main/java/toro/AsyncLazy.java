package toro;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made once, when it is first asked for, however many ask: all wait for the same
 * run, without blocking a thread.
 *
 * {@snippet file="Snippets.java" region="lazy"}
 *
 * <p>The first success is kept. A failure is told to those who wait for it and is kept by nobody:
 * the next call begins anew, also if it is made by a function that was told of the failure.
 *
 * <p><b>Fairness.</b> All who wait for a run go on in the order in which they came.
 *
 * <p><b>Cancellation.</b> Who gives up leaves the run alone, as long as others wait for it. When
 * the last one has left, the run is forgotten and its stage is cancelled; the next call begins
 * anew. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before the run's stage ended happens-before what those who get
 * the value do. When the run has ended, nothing of it is kept but the value.
 *
 * <p>The value is shared by all who get it, so it should not be something that one of them closes,
 * such as a {@link Permit}. {@link SingleFlight} shares a run among those who ask for the same key,
 * and keeps no value. {@link AsyncResult} is set by somebody else.
 *
 * @param <T> the value's type
 */
public final class AsyncLazy<T extends @Nullable Object> extends Primitive {
  /*
   * Overview.
   *
   *      null ──get──▶ a Run ──it lands well──▶ a Value ──forget──▶ null
   *        ▲             └──it fails, is dropped, or forget
   *        └──────────────────────┘
   *
   * L1. Only who has put a Run there starts it, and only while it is there its value is kept.
   */
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(AsyncLazy.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Supplier<? extends CompletionStage<? extends T>> supplier;
  private volatile @Nullable Object state; // by any thread, with compare-and-set; by forget

  /**
   * Creates one that nobody has asked yet.
   *
   * @param supplier begins to make the value; runs on the thread of the call of {@link #get()} that
   *     begins a run, and not under a lock
   */
  public AsyncLazy(Supplier<? extends CompletionStage<? extends T>> supplier) {
    this.supplier = requireNonNull(supplier, "supplier");
  }

  /**
   * Names this, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this
   */
  public AsyncLazy<T> named(String name) {
    setName(name);
    return this;
  }

  /**
   * Waits for the value; begins to make it, if there is none and nobody else does.
   *
   * @return a wait that completes with the value, or fails as the run does, or with what the
   *     supplier has thrown; with {@link NullPointerException} if it returned null, and with {@link
   *     IllegalStateException} if this is called by the supplier itself
   */
  public Wait<T> get() {
    for (; ; ) {
      Object now = state;
      if (now instanceof WaitState.Value value) {
        return new Reader().endAtOnce(value);
      }
      if (now == null) {
        var run = new Run();
        Waiter<T> first = requireNonNull(run.join());
        if (STATE.compareAndSet(this, null, run)) { // L1
          run.start(first, supplier);
          return first;
        }
      } else {
        Run run = run(now);
        Wait<T> joined = run.join();
        if (joined != null) {
          return joined;
        }
        run.leaveCell();
      }
    }
  }

  @SuppressWarnings("unchecked") // there is nothing else than null and Values
  private Run run(Object now) {
    return (Run) now;
  }

  /**
   * The value, which must have been made.
   *
   * @return the value
   * @throws NotReadyException if there is none yet, or it was forgotten
   */
  public T getNow() {
    if (state instanceof WaitState.Value value) {
      return Wait.cast(value.value());
    }
    throw new NotReadyException(brief() + ": there is no value");
  }

  /**
   * Says whether there is a value now.
   *
   * @return true from the end of a run that has succeeded on, until {@link #forget()}
   */
  public boolean isDone() {
    return state instanceof WaitState.Value;
  }

  /**
   * Forgets the value, or the run that is under way: the next call begins a new one. Those who wait
   * for a run that is forgotten still get what it makes.
   */
  public void forget() {
    state = null;
  }

  /**
   * How many wait now, without those who wait for a run that was forgotten.
   *
   * @return the number
   */
  public int waiting() {
    return state instanceof Flight<?> run ? run.count() : 0;
  }

  @Override
  String state() {
    Object now = state;
    return now == null
        ? "not asked for"
        : now instanceof WaitState.Value
            ? "done"
            : "under way" + Names.waiting(((Flight<?>) now).count());
  }

  private final class Run extends Flight<T> {
    @Override
    void leaveCell() {
      var unused = STATE.compareAndSet(AsyncLazy.this, this, landed()); // L1
    }

    @Override
    Object owner() {
      return AsyncLazy.this;
    }

    @Override
    String asked() {
      return "get";
    }
  }

  private final class Reader extends Waiter<T> {
    @Override
    Object blocker() {
      return AsyncLazy.this;
    }

    @Override
    String operation() {
      return "get";
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The giving side of a wait that is not the library's own: for authors of primitives, of bridges to
 * other libraries, and of locks across machines.
 *
 * {@snippet file="Snippets.java" region="promise"}
 *
 * <p>Whoever makes the promise hands out {@link #whenGranted()} and later grants it. The laws of a
 * {@link Wait} hold for that wait: it is granted or given up, never both; a stage derived from it
 * that is given up before its function ran gives it up, or gives back what it was granted; it keeps
 * the clock of the {@link Loop} that it was made on, and its functions run there.
 *
 * <p><b>Fairness.</b> In what order promises are granted is the author's business.
 *
 * <p><b>Cancellation.</b> {@link #onGiveUp} says what to do when the wait has been given up: to
 * leave a line, and to let in those behind. {@link #onReturn} says where to put what was granted
 * and reached nobody. Neither runs under a lock of this library, and neither may run long: the
 * thread is the one that gives up. What they throw is logged.
 *
 * <p><b>Memory.</b> What was done before {@link #grant} happens-before what the waiter does with
 * the value.
 *
 * @param <T> what is granted
 */
public final class Promise<T extends @Nullable Object> {
  /** In place of the function that {@link #onGiveUp} sets: it was too late for it. */
  private static final Runnable GIVEN_UP = Promise::tooLate;

  private static final VarHandle LEAVE;
  private static final VarHandle GIVE_BACK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LEAVE = lookup.findVarHandle(Promise.class, "leave", Runnable.class);
      GIVE_BACK = lookup.findVarHandle(Promise.class, "giveBack", Consumer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object blocker;
  private final Granted wait = new Granted();
  private volatile @Nullable Runnable leave; // by onGiveUp or who gives up, with compare-and-set
  private volatile @Nullable Consumer<? super T> giveBack; // by onReturn, with compare-and-set

  private Promise(Object blocker) {
    this.blocker = blocker;
  }

  /**
   * A promise that nobody has granted.
   *
   * @param <T> what is granted
   * @param blocker what is waited for, usually the primitive: thread dumps and messages show it
   * @return a new promise
   */
  public static <T extends @Nullable Object> Promise<T> of(Object blocker) {
    return new Promise<>(requireNonNull(blocker, "blocker"));
  }

  /**
   * What the one who waits gets.
   *
   * @return the same wait each time; it completes with what is granted, or fails; giving it up
   *     calls what {@link #onGiveUp} has set
   */
  public Wait<T> whenGranted() {
    return wait;
  }

  /**
   * Grants the value, unless the wait has ended. Functions that hang on the wait run on this
   * thread, before this call returns, unless this call is itself made by such a function: then they
   * run after it.
   *
   * @param value what is handed over
   * @return false if the wait was given up before, or was granted, or has failed: the value is then
   *     still the caller's
   */
  public boolean grant(T value) {
    return wait.settle(new WaitState.Value(value));
  }

  /**
   * Fails the wait, unless it has ended.
   *
   * @param failure what the wait fails with
   * @return false if the wait was given up before, or was granted, or has failed
   */
  public boolean fail(Throwable failure) {
    return wait.settle(requireNonNull(failure, "failure"));
  }

  /**
   * Says what to do when the wait has been given up. It runs once, after it is decided that the
   * wait will not be granted, and before its functions learn of that; at once, if the wait has been
   * given up already; never, if it was granted or has failed.
   *
   * @param leave leaves the line
   * @return this promise
   * @throws IllegalStateException if this has been said before
   */
  public Promise<T> onGiveUp(Runnable leave) {
    requireNonNull(leave, "leave");
    if (!LEAVE.compareAndSet(this, null, leave)) {
      if (this.leave != GIVEN_UP) {
        throw new IllegalStateException("onGiveUp() called twice for " + wait);
      }
      run(leave);
    }
    return this;
  }

  /**
   * Says where what was granted goes if nobody has received it: the wait was granted, but every
   * stage on it was given up before its function ran, and nobody read the value. To be said before
   * the promise is granted; otherwise such a value is dropped.
   *
   * @param giveBack is given the value, once
   * @return this promise
   * @throws IllegalStateException if this has been said before
   */
  public Promise<T> onReturn(Consumer<? super T> giveBack) {
    if (!GIVE_BACK.compareAndSet(this, null, requireNonNull(giveBack, "giveBack"))) {
      throw new IllegalStateException("onReturn() called twice for " + wait);
    }
    return this;
  }

  private static void tooLate() {}

  private static void run(Runnable author) {
    Trampoline.call(
        () -> {
          try {
            author.run();
          } catch (Throwable failure) { // others who give up have their turn all the same
            System.getLogger("toro").log(Level.WARNING, "a promise was given up", failure);
          }
        });
  }

  @Override
  public String toString() {
    return "Promise[" + wait + "]";
  }

  private final class Granted extends Waiter<T> {
    @Override
    boolean giveUp(WaitGiveUp attempt) {
      if (!decide(attempt.end)) {
        return false;
      }
      Runnable author = (Runnable) LEAVE.getAndSet(Promise.this, GIVEN_UP);
      if (author != null) {
        run(author);
      }
      settled(false);
      return true;
    }

    @Override
    boolean isReturnable() {
      return giveBack != null;
    }

    @Override
    void giveBack() {
      Consumer<? super T> author = giveBack;
      if (author != null) {
        run(() -> author.accept(value()));
      }
    }

    @Override
    Object blocker() {
      return blocker;
    }

    @Override
    String operation() {
      return "grant";
    }
  }
}

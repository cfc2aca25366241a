package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Resources to be borrowed, such as connections, of which there are never more than so many: one is
 * waited for without blocking a thread, and none is lost when a borrower has left.
 *
 * {@snippet file="PoolSnippets.java" region="pool"}
 *
 * <p>A borrower gets the resource that was given back last, if one is idle; else one is created, if
 * there is room; else he waits for either. A creation that fails fails the borrower for whom it was
 * begun, and nobody else: the next one has his own tried.
 *
 * <p>The functions given to the pool run one at a time for each resource, not under a lock, on the
 * thread that caused them; one that creates for a borrower on a {@link Loop} runs there. They must
 * not block a thread that may not be blocked: what takes its time in creating belongs into the
 * stage that is returned, and what takes its time in destroying has to be handed on. What the one
 * that destroys throws is logged, by {@link System.Logger} "toro".
 *
 * <p><b>Fairness.</b> Strictly first come, first served: whatever comes first, one that was given
 * back or one that was created, for whomever, goes to the first in line. {@link #tryBorrow} fails
 * while somebody waits.
 *
 * <p><b>Cancellation.</b> A borrower who gives up leaves the line at once and in constant time; see
 * {@link Wait}. What is being created for him is not cancelled: it goes to the next one, or becomes
 * idle. A loan that was granted, and received by nobody, goes back.
 *
 * <p><b>Memory.</b> What was done with a resource before it was given back, and as it was created,
 * happens-before what its next borrower does.
 *
 * <p>It knows no time: who wants idle resources to end after a while calls {@link #evict} at times.
 * An {@link AsyncSemaphore} limits how many are inside, where there is nothing to be handed out.
 *
 * @param <R> the resources' type
 */
public final class AsyncPool<R> extends Primitive {
  private final PoolEngine<R> engine;

  private AsyncPool(
      int max,
      Supplier<? extends CompletionStage<? extends R>> create,
      Consumer<? super R> destroy) {
    this.engine = new PoolEngine<>(this, max, create, destroy);
  }

  /**
   * Creates a pool that has no resource yet.
   *
   * @param <R> the resources' type
   * @param max how many resources there may be at once: idle, lent and being created
   * @param create begins to create one
   * @param destroy destroys one that is not needed any more, or of no use; its place is free when
   *     this has returned
   * @return a pool
   * @throws IllegalArgumentException if max is not positive
   */
  public static <R> AsyncPool<R> of(
      int max,
      Supplier<? extends CompletionStage<? extends R>> create,
      Consumer<? super R> destroy) {
    return new AsyncPool<>(
        positive(max), requireNonNull(create, "create"), requireNonNull(destroy, "destroy"));
  }

  private static int positive(int max) {
    return Names.positive("number of resources", max);
  }

  /**
   * Has each idle resource looked at before it is lent, from now on: one that is not valid is
   * destroyed, and the borrower gets another one.
   *
   * @param valid whether a resource may be lent; if it throws, that is logged, and means no
   * @return this pool
   */
  @CanIgnoreReturnValue
  public AsyncPool<R> validate(Predicate<? super R> valid) {
    engine.validate(requireNonNull(valid, "valid"));
    return this;
  }

  /**
   * Names this pool, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this pool
   */
  public AsyncPool<R> named(String name) {
    setName(name);
    return this;
  }

  /**
   * Stands in line for a resource.
   *
   * @return a wait that completes with the loan; giving it up leaves the line. Fails with what
   *     creating fails with or has thrown, with {@link NullPointerException} if that made null, and
   *     with {@link ClosedException} when closed
   */
  @CheckReturnValue
  public Wait<Loan<R>> borrow() {
    return engine.borrow();
  }

  /**
   * Borrows a resource if one is idle and nobody waits. Never creates one.
   *
   * @return the loan, or null
   * @throws ClosedException when closed
   */
  @CheckReturnValue
  public @Nullable Loan<R> tryBorrow() {
    return engine.tryBorrow();
  }

  /**
   * Borrows a resource, runs the body with it, and gives it back when the body's stage has ended,
   * in whatever way. This is the way for callback code.
   *
   * <p>Cancelling the returned wait leaves the line; or, once the body runs, cancels its stage and
   * ends at once; the resource goes back when that stage ends.
   *
   * @param <T> the body's result
   * @param body what to do with the resource; runs where it is granted
   * @return a wait for the body's result, or its failure; or for that of {@link #borrow}; {@link
   *     NullPointerException} if the body returns null
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Wait<T> with(
      Function<? super R, ? extends CompletionStage<T>> body) {
    requireNonNull(body, "body");
    return borrowed(null, body);
  }

  /**
   * As {@link #with(Function)}, and the body begins on the given executor. If that refuses it, the
   * resource goes back, and the returned wait fails with what the executor threw.
   *
   * @param <T> the body's result
   * @param executor where the body begins: an event loop, a context
   * @param body what to do with the resource
   * @return a wait for the body's result, or its failure
   */
  @CanIgnoreReturnValue
  public <T extends @Nullable Object> Wait<T> with(
      Executor executor, Function<? super R, ? extends CompletionStage<T>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return borrowed(executor, body);
  }

  private <T extends @Nullable Object> Wait<T> borrowed(
      @Nullable Executor executor, Function<? super R, ? extends CompletionStage<T>> body) {
    return WaitWith.granted(borrow(), Loan::close, executor, loan -> body.apply(loan.get()));
  }

  /**
   * Destroys idle resources, such as those that are too old. While they are looked at, they are not
   * idle; those that stay go back to their places.
   *
   * @param which whether one is to be destroyed; what it throws is thrown, and nothing is destroyed
   * @return how many were destroyed
   */
  @CanIgnoreReturnValue
  public int evict(Predicate<? super R> which) {
    return engine.evict(requireNonNull(which, "which"));
  }

  /**
   * Changes how many resources there may be. If there are more, idle ones are destroyed now, those
   * first that were not used for longest, and others when they are given back.
   *
   * @param max how many there may be at once
   * @throws IllegalArgumentException if not positive
   * @throws ClosedException when closed
   */
  public void resize(int max) {
    engine.resize(positive(max));
  }

  /**
   * Closes this pool: those who wait, and whoever asks later, fail with {@link ClosedException};
   * what is being created is cancelled; idle resources are destroyed now, others when they are
   * given back, or have been created all the same. Idempotent.
   */
  public void close() {
    engine.close(null);
  }

  /**
   * As {@link #close()}; {@link ClosedException#getCause} tells why.
   *
   * @param cause why; the first one wins
   */
  public void close(Throwable cause) {
    engine.close(requireNonNull(cause, "cause"));
  }

  /**
   * Says whether this pool is closed.
   *
   * @return true from the first close on
   */
  public boolean isClosed() {
    return engine.closed != null;
  }

  /**
   * Waits until this is closed and has no resource any more: each has been destroyed.
   *
   * @return a wait that completes when both are so, or is complete if they are now
   */
  public Wait<@Nullable Void> whenDone() {
    return engine.whenDone();
  }

  /**
   * What there is of all, at one moment.
   *
   * @return the numbers
   */
  public PoolStats stats() {
    return engine.statsNow();
  }

  /**
   * How many wait now, for a resource or for {@link #whenDone}.
   *
   * @return the number
   */
  public int waiting() {
    return engine.waiting();
  }

  @Override
  String state() {
    PoolStats now = stats();
    String what = now.idle() + " idle, " + now.lent() + " lent";
    String creating = now.creating() == 0 ? "" : ", " + now.creating() + " being created";
    return (isClosed() ? "closed, " : "") + what + creating + Names.waiting(waiting());
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A stage that a function was attached for: giving it up gives up what it hangs on. */
class Stage<T extends @Nullable Object> extends Wait<T> implements Dependent {
  /*
   * Overview.
   *
   * One object is the stage that the user gets, the node in the list of what hangs on its source,
   * and the holder of the function. `source` is its claim on what the source is granted:
   *
   *      hanging ──the function starts: claim──▶ null   it has what was granted
   *         └─────given up, or wanted by nobody─▶ null   it has left the source
   *
   * I1. A stage is counted as a receiver of its source. Whoever takes `source` away, with one
   *     atomic exchange, has the count: the function keeps it for ever; who leaves counts it off.
   * I2. A function sees a value that came by way of a grant only if it took `source`. A value that
   *     another function made is seen in any case: it may have to be cleaned up.
   * I3. A stage that is only to hand a value on (RELAY, and what no function is called for) claims
   *     nothing. It remembers the `origin`, whose grant the value is, and keeps its claim: its own
   *     receivers receive there, and when the last of them leaves, so does the relay.
   * I4. A composing function's stage hangs on what the function returned, as a relay.
   * I5. A function of two sources is decided by the first source.
   */
  private static final VarHandle SOURCE;

  static {
    try {
      SOURCE = MethodHandles.lookup().findVarHandle(Stage.class, "source", Wait.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Given up; the stage ends when it has left what it hangs on, or when the root has ended. */
  private static final Object LEAVING = new Undecided();

  private record OnExecutor(Object f, Executor executor) {}

  private final @Nullable Home home = Home.here(); // where this was made
  private Kind kind; // these two: before the push, then by who runs the function
  private @Nullable Object slot; // the function; from then on the value
  private volatile @Nullable Wait<?> source; // I1
  private @Nullable Wait<?> origin; // I3; before the outcome, by who hands the value on
  private @Nullable Dependent nextHere; // like Dependent.Node
  private int length;

  /** Hangs on nothing. */
  Stage() {
    this(Kind.RELAY, null, null);
  }

  Stage(Kind kind, @Nullable Object f, @Nullable Executor executor) {
    this.kind = kind;
    this.slot = executor == null || f == null ? f : new OnExecutor(f, executor);
  }

  final Stage<T> hangOn(Wait<?> wait) {
    setSource(wait);
    wait.add(this);
    return this;
  }

  final void setSource(Wait<?> wait) {
    wait.enter();
    source = wait;
  }

  /** Takes over a claim that is counted already. */
  final void keep(@Nullable Wait<?> claim) {
    source = claim;
  }

  // ---- firing

  @Override
  public void fire(Wait<?> from) {
    if (!isPending()) {
      return; // given up
    }
    Throwable failure = from.failure();
    if (!kind.isCalled(failure)) {
      relay(from, failure);
    } else if (slot instanceof OnExecutor async) {
      slot = async.f;
      start(async.executor, (Runnable & AsynchronousCompletionTask) () -> run(from));
    } else {
      try (var scope = Trampoline.enter()) {
        run(from);
      }
    }
  }

  private void start(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (Throwable refusal) {
      if (end(wrapped(refusal))) {
        leaveSources(WaitGiveUp.cancel());
      }
    }
  }

  /** Ends as the source has, which may still take back what it was granted. */
  final void relay(Wait<?> from, @Nullable Throwable failure) {
    if (failure == null) {
      slot = from.value();
      origin = from.origin(); // I3
    }
    if (failure != null || origin == null) {
      source = null;
    }
    var unused = end(failure == null ? GRANTED : passedOn(failure));
  }

  /** What this fails with where its source has, and no function is called for that. */
  Throwable passedOn(Throwable failure) {
    return wrapped(failure);
  }

  private void run(Wait<?> from) {
    if (!isPending()) {
      return;
    }
    Throwable failure = from.failure();
    boolean claimed = claim(from);
    if (failure == null && (claimed ? from.isReturned() : hasOrigin(from))) { // I2
      failure = new WaitGiveUp.CancellationException("given back before its function ran");
      if (!kind.isCalled(failure)) {
        var unused = end(wrapped(failure));
        return;
      }
    }
    Object f = requireNonNull(slot);
    Object result;
    try {
      result = failure == null ? call(f, from) : kind.call(f, null, failure);
      if (kind.composes()) {
        hangOnInner((CompletionStage<?>) requireNonNull(result, "the function returned no stage"));
        return;
      }
    } catch (Throwable thrown) {
      var unused = end(wrapped(failure == null ? thrown : kind.blended(failure, thrown)));
      return;
    }
    slot = result;
    var unused = end(failure != null && kind == Kind.OBSERVE ? wrapped(failure) : GRANTED);
  }

  /** Takes the claim on the source: true for who gets it. */
  boolean claim(Wait<?> from) {
    return SOURCE.getAndSet(this, null) != null;
  }

  boolean hasOrigin(Wait<?> from) {
    return from.origin() != null;
  }

  @Nullable Object call(Object f, Wait<?> from) {
    return kind.call(f, from.value(), null);
  }

  final Kind kind() {
    return kind;
  }

  /** I4 */
  private void hangOnInner(CompletionStage<?> returned) {
    if (returned.getClass() == CompletableFuture.class
        && ((CompletableFuture<?>) returned).isDone()
        && !((CompletableFuture<?>) returned).isCompletedExceptionally()) {
      slot = ((CompletableFuture<?>) returned).join(); // as often: not worth a wait
      var unused = end(GRANTED);
      return;
    }
    Wait<?> inner = Foreign.follow(returned);
    kind = Kind.RELAY;
    slot = null;
    setSource(inner);
    if (!isPending() || isLeft()) { // too late
      leaveSources(WaitGiveUp.cancel());
    }
    inner.add(this);
  }

  static CompletionException wrapped(Throwable failure) {
    return failure instanceof CompletionException completion
        ? completion
        : new CompletionException(failure);
  }

  // ---- leaving

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (!decide(LEAVING)) {
      return endAs(attempt.end);
    }
    Wait<?> root = attempt.expires ? root() : this;
    try (var scope = Trampoline.enter()) { // what is given up upstream is delivered after this
      if (root != this && root.mayDefer()) {
        root.watch(new AtItsEnd(this, attempt));
      }
      leaveSources(attempt); // first: once this has ended, nothing is granted for it any more
      return attempt.isDeferred() || endAs(attempt.end);
    }
  }

  /** LEAVING to ended. */
  private boolean endAs(Object end) {
    boolean won = decide(LEAVING, end);
    if (won) {
      settled();
    }
    return won;
  }

  @Override
  void abandon(WaitGiveUp attempt) {
    markLeft();
    leaveSources(attempt);
  }

  /** Leaves what this hangs on, and goes on up where it was the last receiver, in a loop. */
  final void leaveSources(WaitGiveUp attempt) {
    var todo = new ArrayDeque<Stage<?>>(2);
    for (Stage<?> s = this; s != null; s = todo.poll()) {
      s.leave(attempt, todo);
    }
  }

  /** Leaves each source of this stage. */
  void leave(WaitGiveUp attempt, Queue<Stage<?>> todo) {
    leave((Wait<?>) SOURCE.getAndSet(this, null), attempt, todo);
  }

  static void leave(@Nullable Wait<?> wait, WaitGiveUp attempt, Queue<Stage<?>> todo) {
    if (wait == null) {
      return;
    }
    if (!wait.leave()) {
      wait.prune();
    } else if (wait instanceof Stage<?> stage) {
      stage.markLeft();
      todo.add(stage);
    } else {
      wait.abandon(attempt);
    }
  }

  /** The wait upstream that this still hangs on, or this itself. */
  private Wait<?> root() {
    Wait<?> root = this;
    for (Wait<?> up = this; up != null; ) {
      root = up;
      up = up instanceof Stage<?> stage ? stage.source : null;
    }
    return root;
  }

  // ---- as a wait

  @Override
  T grantedValue() {
    return cast(slot);
  }

  @Override
  @Nullable Wait<?> origin() {
    return isGranted() ? origin : null;
  }

  @Override
  boolean receive() {
    Wait<?> from = origin();
    return from == null || from.receive();
  }

  @Override
  boolean isReturned() {
    Wait<?> from = origin();
    return from != null && from.isReturned();
  }

  @Override
  Object blocker() {
    Wait<?> root = root();
    return root == this ? this : root.blocker();
  }

  @Override
  final @Nullable Home home() {
    return home;
  }

  // ---- as what hangs on another wait

  @Override
  public final @Nullable Dependent next() {
    return nextHere;
  }

  @Override
  public final int length() {
    return length;
  }

  @Override
  public final void linkTo(@Nullable Dependent rest) {
    nextHere = rest;
    length = rest == null ? 1 : rest.length() + 1;
  }

  @Override
  public final boolean isDead() {
    return !isPending();
  }

  /** Gives the stage its own end when the wait upstream ends, if that has put the end off. */
  private static final class AtItsEnd extends Watcher {
    private final Stage<?> stage;
    private final WaitGiveUp attempt;

    AtItsEnd(Stage<?> stage, WaitGiveUp attempt) {
      this.stage = stage;
      this.attempt = attempt;
    }

    @Override
    public boolean wake() {
      if (attempt.isDeferred()) {
        var unused = stage.endAs(attempt.end);
      }
      return false;
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A stage that a function was attached for: giving it up gives up what it hangs on. */
class WaitStage<T extends @Nullable Object> extends Wait<T> {
  /*
   * Overview.
   *
   * One object is the stage that the user gets, the node among what hangs on its source, and the
   * holder of the function. Bits of it (see WaitRing) have its claim on what the source is granted:
   * either the function begins, or the stage detaches from its source.
   *
   * I1. A stage is counted as a receiver of its source until it detaches. A function that has begun
   *     keeps the count for ever.
   * I2. A function sees a value that came by way of a grant only if claim() was true. A value that
   *     another function made is seen in any case: it may have to be cleaned up.
   * I3. A stage that is only to hand a value on (RELAY, and what no function is called for) does
   *     not begin. It remembers the `origin`, whose grant the value is, and stays attached: its own
   *     receivers receive there, and when the last of them detaches, so does the relay.
   * I4. A composing function's stage hangs, after the function, on what that returned.
   * I5. Giving a stage up: decide (DETACHING), detach from the source, end. So that once it has
   *     ended, nothing is granted for it any more.
   * I6. A stage that nobody wants any more detaches too, but is not decided: its function may be
   *     one that cleans up after a failure. It is told when the source ends; if others still want
   *     the source, it is removed from it and told at once.
   */

  private record OnExecutor(Object f, Executor executor) {}

  private final @Nullable Home home = Home.here(); // where this was made
  private WaitFunction function; // these two: before it hangs, then by who runs the function
  private @Nullable Object slot; // the function; from then on the value
  private @Nullable Wait<?> source; // before it hangs there; then by who has the claim
  private @Nullable Wait<?> origin; // I3; before the outcome, by who hands the value on

  /** Hands on. */
  WaitStage() {
    this(WaitFunction.RELAY, null, null);
  }

  WaitStage(WaitFunction function, @Nullable Object f, @Nullable Executor executor) {
    this.function = function;
    this.slot = executor == null || f == null ? f : new OnExecutor(f, executor);
  }

  /** Hangs this new stage on a wait. */
  final WaitStage<T> hangOn(Wait<?> wait) {
    if (wait.isFired() && runsHere(wait) && wait.receive()) {
      runUnseen(wait); // the common case: nothing to be counted, nobody to race with
    } else if (wait.isFired() && !wait.mayGoBack()) {
      wait.fireAtHome(this);
    } else {
      source = wait;
      wait.attach(this);
    }
    return this;
  }

  /** Whether the function would be called right here with the end of a fired wait. */
  private boolean runsHere(Wait<?> wait) {
    return function.isCalled(wait.failureSeen())
        && !(slot instanceof OnExecutor)
        && (wait.home() == null || wait.home() == Home.here());
  }

  /** This new stage is counted as a receiver of a wait, and is fired by other means. */
  final void receiveFrom(Wait<?> wait) {
    wait.enter();
    source = wait;
  }

  // ---- firing

  @Override
  void fire(Wait<?> from) {
    Throwable failure = from.failureSeen();
    if (function.isCalled(failure)) {
      start(from, failure);
    } else {
      relay(from, failure);
    }
  }

  /** Has the function called where it is to run. */
  final void start(@Nullable Wait<?> from, @Nullable Throwable failure) {
    if (!isPending()) {
      return; // given up
    }
    if (slot instanceof OnExecutor async) {
      slot = async.f;
      try {
        async.executor.execute(new WaitTask(this, from, failure));
      } catch (Throwable refusal) {
        var unused = giveUp(WaitGiveUp.end(wrapped(refusal))); // I5: first what it was granted
      }
    } else {
      try (var scope = Trampoline.enter()) {
        run(from, failure);
      }
    }
  }

  /** Ends as the source has, which may still take back what it was granted. */
  final void relay(Wait<?> from, @Nullable Throwable failure) {
    if (failure != null) {
      var unused = end(failureToRelay(failure));
    } else if (isPending()) {
      slot = from.value();
      origin = from.origin(); // I3: null where nothing was granted that can go back
      if (origin == null) {
        source = null;
      }
      var unused = end(GRANTED);
    }
  }

  /** pending to granted with a value that no function has made. */
  final boolean grantWith(@Nullable Object value) {
    slot = value;
    return decide(GRANTED);
  }

  /** What this fails with where its source has, and no function is called for that. */
  Throwable failureToRelay(Throwable failure) {
    return wrapped(failure);
  }

  /** Calls the function, on this thread. */
  final void run(@Nullable Wait<?> from, @Nullable Throwable seen) {
    if (!isPending()) {
      return;
    }
    boolean mine = claim();
    if (mine) {
      source = null; // I1: never counted off
    }
    Throwable failure = seen;
    if (failure == null && from != null && mayNotSee(from, mine)) { // I2: it may be another's now
      failure = WaitGiveUp.returned();
      if (!function.isCalled(failure)) {
        var unused = end(wrapped(failure));
        return;
      }
    }
    Object end = call(from, failure, mine);
    if (end != null) {
      var unused = end(end);
    }
  }

  /** The same for a new stage, on a thread that has received the value. */
  private void runUnseen(Wait<?> from) {
    try (var scope = Trampoline.enter()) {
      claimUnseen();
      Object end = call(from, from.failure(), true);
      if (end != null) {
        decideUnseen(end);
        fireUnseen();
      }
    }
  }

  /** Calls the function, and returns how this ends; null if it ends as what that returned (I4). */
  private @Nullable Object call(@Nullable Wait<?> from, @Nullable Throwable failure, boolean mine) {
    Object f = requireNonNull(slot);
    try {
      Object result =
          failure == null && from != null ? call(f, from) : function.call(f, null, failure);
      if (function.composes()) {
        return hangAgainOn(
            (CompletionStage<?>) requireNonNull(result, "the function returned no stage"), mine);
      }
      slot = result;
      return failure != null && function == WaitFunction.OBSERVE ? wrapped(failure) : GRANTED;
    } catch (Throwable thrown) {
      return wrapped(failure == null ? thrown : function.blended(failure, thrown));
    }
  }

  /** Whether the value has gone back, or may; else it has been received. */
  boolean mayNotSee(Wait<?> from, boolean claimed) {
    return claimed ? !from.receiveCounted() : from.origin() != null; // I1
  }

  @Nullable Object call(Object f, Wait<?> from) {
    return function.call(f, from.value(), null);
  }

  final WaitFunction function() {
    return function;
  }

  /** The composing function has returned: ends as the stage that it returned (I4), or now. */
  private @Nullable Object hangAgainOn(CompletionStage<?> returned, boolean mine) {
    Value atHand = WaitForeign.valueAtHand(returned);
    if (atHand != null) { // the common case: not worth a wait
      slot = atHand.value();
      return GRANTED;
    }
    Wait<?> inner = WaitForeign.follow(returned);
    boolean composed = function != WaitFunction.WITH; // that ends with its body
    function = WaitFunction.RELAY;
    slot = null;
    inner.enter();
    if (mine) { // else it was left before, by somebody who may yet have to read the old one
      source = inner;
    }
    if (hangAgain(composed)) {
      inner.attachAgain(this);
    } else { // left before, or while the function ran
      var todo = new ArrayDeque<WaitStage<?>>(2);
      removeFrom(inner, this, WaitGiveUp.cancel(), todo);
      detachAll(todo, WaitGiveUp.cancel());
      if (isPending()) {
        tellAtItsEnd(inner, this);
      }
    }
    return null;
  }

  static CompletionException wrapped(Throwable failure) {
    return failure instanceof CompletionException completion
        ? completion
        : new CompletionException(failure);
  }

  // ---- giving up

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (attempt.isByParkedThread() && function != WaitFunction.WITH) {
      return giveUpUnlessBegun(attempt);
    }
    if (!decide(DETACHING)) {
      return endAs(attempt.end, true);
    }
    return detachAndEnd(attempt, markDetached());
  }

  /** The function may have a permit in its hands that would be out of reach. */
  private boolean giveUpUnlessBegun(WaitGiveUp attempt) {
    if (!markDetachedUnlessBegun()) {
      return false;
    }
    if (decide(DETACHING)) {
      return detachAndEnd(attempt, true);
    }
    if (!isGranted()) { // somebody else gives it up; else the thread receives what was handed on
      detachFromSources(attempt, true);
    }
    return false;
  }

  /** Given up, and decided (I5). */
  private boolean detachAndEnd(WaitGiveUp attempt, boolean hangs) {
    try (var scope = Trampoline.enter()) { // what is given up upstream is delivered after this
      detachFromSources(attempt, hangs);
      List<Wait<?>> deferrers = attempt.deferrers();
      if (deferrers.isEmpty()) {
        return endAs(attempt.end, false);
      }
      WaitDeferral.until(deferrers, this, attempt.end);
      return true;
    }
  }

  /**
   * DETACHING to ended; inList by somebody else than the one who detaches this, and does not know
   * whether it hangs on its source by now.
   */
  final boolean endAs(Object end, boolean inList) {
    boolean won = decideDetaching(end);
    if (won) {
      settled(inList);
    }
    return won;
  }

  @Override
  final void abandon(WaitGiveUp attempt) {
    detachFromSources(attempt);
  }

  @Override
  final boolean keepsRunning() {
    return isPending() && hasBegun();
  }

  // ---- detaching

  final void detachFromSources(WaitGiveUp attempt) {
    detachFromSources(attempt, markDetached());
  }

  /**
   * Detaches, and goes on upstream where this was the last receiver: in a loop, not a recursion.
   */
  private void detachFromSources(WaitGiveUp attempt, boolean hangs) {
    var todo = new ArrayDeque<WaitStage<?>>(2);
    if (hangs) {
      removeFromSources(attempt, todo);
    }
    detachAll(todo, attempt);
  }

  /** Nobody wants these stages any more: detaches them too. */
  static void detachAll(Queue<WaitStage<?>> todo, WaitGiveUp attempt) {
    for (WaitStage<?> s; (s = todo.poll()) != null; ) {
      if (s.markDetached()) {
        s.removeFromSources(attempt, todo);
      }
    }
  }

  /** Counts itself off its sources; those that nobody wants any more are to be detached too. */
  void removeFromSources(WaitGiveUp attempt, Queue<WaitStage<?>> todo) {
    Wait<?> from = source;
    source = null;
    if (from != null) {
      removeFrom(from, this, attempt, todo);
    }
  }

  /** Counts itself off one source, on which this hangs by the given node. */
  final void removeFrom(Wait<?> from, WaitNode node, WaitGiveUp attempt, Queue<WaitStage<?>> todo) {
    Removal left =
        isPending()
            ? from.removeUntold(node)
            : from.removeReceiver(node) ? Removal.LAST_TOLD : Removal.TOLD;
    if (left == Removal.REMOVED) {
      endUnwanted();
    } else if (left != Removal.TOLD) {
      if (left == Removal.LAST) {
        tellAtItsEnd(from, node);
      }
      abandonSource(from, attempt, todo);
    }
  }

  /** By another node, as this may be given up, and queued with what hangs on it, before that. */
  private static void tellAtItsEnd(Wait<?> from, WaitNode node) {
    from.hook(new Hook(() -> node.fire(from)));
  }

  /** The last receiver of a wait has gone. */
  static void abandonSource(Wait<?> from, WaitGiveUp attempt, Queue<WaitStage<?>> todo) {
    if (from instanceof WaitStage<?> stage) {
      todo.add(stage);
    } else {
      from.abandon(attempt);
    }
  }

  /** I6: nobody wants this, and its source will not tell it. */
  private void endUnwanted() {
    Throwable failure = WaitGiveUp.unwanted();
    if (function.isCalled(failure)) {
      start(null, failure);
    } else {
      var unused = end(wrapped(failure));
    }
  }

  /** The wait upstream that this still hangs on, or this itself. */
  private Wait<?> root() {
    Wait<?> root = this;
    for (Wait<?> up = this; up != null; ) {
      root = up;
      up = up instanceof WaitStage<?> stage && !stage.isDone() ? stage.source : null;
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
    return hasGrantedValue() ? origin : null;
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
  String operation() {
    Wait<?> root = root();
    return root == this ? "" : root.operation();
  }

  @Override
  String lacking() {
    Wait<?> root = root();
    return root == this ? super.lacking() : root.lacking();
  }

  @Override
  final @Nullable Home home() {
    return home;
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pool has, who waits for it, and how each gets what: all under the guard. */
abstract class PoolState<R> extends WaitQueue {
  /*
   * Overview.
   *
   * A resource:
   *
   *      being created ──▶ lent ◀──▶ idle
   *             │           │         │          lent: to a borrower, or in the hands of the one
   *             └──────▶ destroyed ◀──┘          thread that looks at it or destroys it
   *
   * All borrowers stand in one line, and the first one gets whatever comes first: a resource that
   * was given back, or one that was created, for whomever. A creation is begun for a borrower, and
   * is his only in so far as its failure fails him. He may be served, or leave, before it ends:
   * then it is nobody's, and goes on. Two lines make up the one:
   *
   *      [ those for whom a creation is under way: this line ][ those who came after them: rest ]
   *
   * I1. idle + lent + creating <= max, unless `max` became less: then nothing is begun, and what is
   *     given back is destroyed, until that holds again.
   * I2. In this line each has a creation of his own, in `rest` nobody has. A creation is of one
   *     borrower in this line, or of nobody.
   * I3. At the end of each critical section, as many are on their way (being created, or validated
   *     for somebody in line) as wait; or there is no room, and nobody idle that could be
   *     validated. Where more can be done, a PoolStep is returned that does it.
   * I4. Who stands in line has not ended (WaiterGuarded).
   * I5. Once it is closed nobody waits, nothing is or becomes idle, and nothing is begun. `done` is
   *     granted when the last resource has gone.
   *
   * Races: a resource comes back, or a creation ends or fails, as its borrower leaves, or as the
   * pool is closed or resized. The guard decides which comes first; and whichever does leaves I1
   * to I5 as they are, so that the other one need not know.
   */
  final AsyncPool<R> owner;
  final WaitListeners done = new Done(); // those of whenDone
  private final WaitQueue rest = new WaitQueue(this); // I2
  private final ArrayDeque<R> idle = new ArrayDeque<>(); // the latest first
  private final Set<PoolCreation<R>> creations = new LinkedHashSet<>(); // in order, for simulations
  private int lent;
  private int checking; // of these, those that are validated for somebody in line
  private int destroying; // of these too, those that are about to go
  private int max;
  volatile @Nullable ClosedException closed; // by close, under the guard

  PoolState(AsyncPool<R> owner, int max) {
    this.owner = owner;
    this.max = max;
    neverSpin();
    rest.neverSpin();
    done.neverSpin();
  }

  // ---- what the engine fills in

  /** Whether resources have to be looked at before they are lent. */
  abstract boolean validates();

  /** Validates one for somebody in line, outside of the guard, and says so by `checked`. */
  abstract @Nullable PoolStep check(R resource);

  /** Destroys one, outside of the guard, and then says so by `destroyed`. */
  abstract @Nullable PoolStep destroy(R resource);

  abstract PoolCreation<R> creationFor(PoolBorrow<R> borrower);

  // ---- who waits

  /** Stands in line; what has to be done for it. If that is something, it stays hidden. */
  final @Nullable PoolStep join(PoolBorrow<R> borrower) {
    rest.append(borrower);
    PoolStep next = nextStep();
    borrower.setHidden(next != null);
    return next;
  }

  final int borrowers() {
    return length() + rest.length();
  }

  private @Nullable PoolBorrow<R> firstInLine() {
    Waiter<?> first = first();
    return Wait.cast(first == null ? rest.first() : first);
  }

  private void grantFirst(R resource, WaitGrants grants) {
    PoolBorrow<R> first = requireNonNull(firstInLine());
    first.lend(resource);
    finish(first, Waiter.GRANTED, grants); // I4
  }

  private void finish(PoolBorrow<R> borrower, Object end, WaitGrants grants) {
    requireNonNull(borrower.line).unlink(borrower);
    borrower.dropCreation(); // I2
    borrower.finish(end, grants);
  }

  // ---- what there is

  private int size() {
    return idle.size() + lent + creations.size();
  }

  /** Whether what is lent must not become idle again (I1, I5). */
  private boolean isTooMuch() {
    return closed != null || size() - destroying > max;
  }

  /** The latest one that is idle, if there is one and nobody waits for it: it counts as lent. */
  final @Nullable R takeIdle() {
    return idle.isEmpty() || borrowers() > 0 ? null : takeLatest();
  }

  private R takeLatest() {
    lent++;
    return idle.removeFirst();
  }

  /** All that are idle, the latest first: they count as lent. */
  final List<R> takeAll() {
    List<R> all = List.copyOf(idle);
    lent += all.size();
    idle.clear();
    return all;
  }

  /** One that counts as lent is to go. */
  final PoolStep toDestroy(R resource) {
    destroying++;
    return () -> destroy(resource);
  }

  final PoolStats stats() {
    return new PoolStats(idle.size(), lent, creations.size(), borrowers(), max);
  }

  // ---- what happens

  /** Serves who can be served at once; and what has to be done next (I3). */
  final @Nullable PoolStep next(WaitGrants grants) {
    while (!validates() && isIdleWanted()) {
      grantFirst(takeLatest(), grants);
    }
    if (isDone()) {
      done.letGo(grants); // I5
    }
    return nextStep();
  }

  private boolean isIdleWanted() {
    return borrowers() > checking && !idle.isEmpty();
  }

  private @Nullable PoolStep nextStep() {
    if (isIdleWanted()) {
      R latest = takeLatest();
      checking++;
      return () -> check(latest);
    }
    if (borrowers() > checking + creations.size() && size() < max) { // I1
      PoolBorrow<R> borrower = Wait.cast(rest.first()); // there is one: I2
      rest.move(borrower, this);
      var creation = creationFor(borrower);
      borrower.creation = creation;
      creations.add(creation);
      return creation;
    }
    return null;
  }

  /** A resource has been given back. */
  final @Nullable PoolStep comeBack(R resource, WaitGrants grants) {
    if (isTooMuch()) {
      return toDestroy(resource);
    }
    lent--;
    idle.addFirst(resource);
    return next(grants);
  }

  /** A resource comes that may be lent as it is, to somebody who waits: that makes no more. */
  private @Nullable PoolStep comeFresh(R resource, WaitGrants grants) {
    if (firstInLine() == null) {
      return comeBack(resource, grants);
    }
    grantFirst(resource, grants);
    return next(grants);
  }

  /** One that stays goes below those that have come back meanwhile, as it came before. */
  final @Nullable PoolStep putBack(R resource) {
    if (isTooMuch()) {
      return toDestroy(resource);
    }
    lent--;
    idle.addLast(resource);
    return null;
  }

  final @Nullable PoolStep checked(R resource, boolean isValid, WaitGrants grants) {
    checking--;
    return isValid ? comeFresh(resource, grants) : toDestroy(resource);
  }

  final @Nullable PoolStep destroyed(WaitGrants grants) {
    destroying--;
    lent--;
    return next(grants);
  }

  final @Nullable PoolStep created(PoolCreation<R> creation, R resource, WaitGrants grants) {
    creations.remove(creation);
    lent++;
    PoolBorrow<R> borrower = creation.borrower;
    if (borrower != null) {
      passOn(borrower);
    }
    return comeFresh(resource, grants);
  }

  /** What was created for one goes to the first in line, whose creation is his from now on (I2). */
  private void passOn(PoolBorrow<R> borrower) {
    PoolBorrow<R> first = requireNonNull(firstInLine());
    PoolCreation<R> other = requireNonNull(first.creation);
    first.creation = borrower.creation;
    borrower.creation = other;
    other.borrower = borrower;
  }

  final @Nullable PoolStep failed(PoolCreation<R> creation, Throwable failure, WaitGrants grants) {
    creations.remove(creation);
    PoolBorrow<R> borrower = creation.borrower;
    if (borrower != null) {
      finish(borrower, failure, grants); // and nobody else
    }
    return next(grants);
  }

  /** There may be more, or only fewer; what is to be destroyed, those first that came first. */
  final void setMax(int resources, List<@Nullable PoolStep> steps) {
    max = resources;
    while (isTooMuch() && !idle.isEmpty()) {
      lent++;
      steps.add(toDestroy(idle.removeLast()));
    }
  }

  /** Nothing is lent any more (I5): what is to be destroyed, and what to be cancelled. */
  final void close(
      ClosedException failure,
      List<@Nullable PoolStep> steps,
      List<Wait<?>> stages,
      WaitGrants grants) {
    closed = failure;
    for (PoolBorrow<R> first; (first = firstInLine()) != null; ) {
      finish(first, failure, grants);
    }
    takeAll().forEach(resource -> steps.add(toDestroy(resource)));
    creations.forEach(creation -> creation.addStage(stages));
  }

  private boolean isDone() {
    return closed != null && size() == 0;
  }

  private final class Done extends WaitListeners {
    Done() {
      super(PoolState.this);
    }

    @Override
    Primitive owner() {
      return owner;
    }

    @Override
    String operation() {
      return "whenDone";
    }

    @Override
    String lacking() {
      return "not done";
    }

    @Override
    boolean isSo() {
      return isDone();
    }
  }
}

package toro;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A wait for the first of several waiters, its members, each of which stands in another line. */
abstract class WaitChoice<T extends @Nullable Object> extends Waiter<T> {
  /*
   * Overview.
   *
   * The members are the very waiters that stand there alone elsewhere. The `outcome` of each is
   * this choice, as long as it is not the winner; so a primitive's attempt to decide it fails, and
   * then decides the choice: one word for all of them.
   *
   *      outcome of the choice    null ──member granted──▶ the member
   *                                 ├──member failed────▶ a Throwable, or the member
   *                                 ├──given up─────────▶ a Throwable, or a Value
   *                                 └──begin────────────▶ DETACHING ──conclude──▶ as above
   *
   *      outcome of a member      the choice ──before it wins──▶ GRANTED, or a Throwable
   *
   * DETACHING is there for grants that may still fail: a put into a priority queue, while the
   * user's comparator runs. It ends before the guard of that queue is dropped.
   *
   * I1. A choice is decided once, by one compare-and-set; a member is granted if and only if it is
   *     what the choice was decided with. What a member says of itself is written before that, so
   *     that who sees the choice decided sees it, and is taken back where the choice was decided
   *     otherwise; meanwhile nobody looks at it but who has the guard of its line.
   * I2. Members join their lines all at once, under the guards of all: nobody ever sees one in line
   *     whose siblings are not. Until then nobody can decide the choice. So two choices that face
   *     each other need no two claims: the one that looks is seen by nobody.
   * I3. Guards are held together only for that, and entered in the order of their numbers.
   *     Everything else holds one: so nobody waits in a circle.
   * I4. The winner leaves its line in the step that decides; the others leave theirs before anybody
   *     is told. Who meets one of them before drops it, as it does whoever has given up (WaitQueue
   *     I3). What they would have got was never taken from anywhere.
   * I5. Who gives up and meets DETACHING passes through the guards before it looks again.
   */
  // null if one had ended at the call; the others are cleared when they have left their lines
  private final @Nullable Waiter<?> @Nullable [] members;
  private volatile boolean left; // by who has decided this, and by who reads it before that

  /** Of members that are to join their lines, under the guards of all (I2). */
  WaitChoice(Waiter<?>[] members) {
    this.members = members;
    for (Waiter<?> member : members) {
      member.become(this);
    }
  }

  /** Of one member, that has ended and stands nowhere. */
  WaitChoice() {
    this.members = null;
  }

  /** Whether a member that fails is chosen, so that this does not fail. */
  abstract boolean choosesFailure(Waiter<?> member);

  /** It was not needed, and no member is in any line. */
  void discard() {
    decideUnseen(GRANTED);
  }

  /** Which of the members that is; -1 if it has lost, and has left. */
  final int indexOf(Waiter<?> member) {
    return Arrays.asList(requireNonNull(members)).indexOf(member);
  }

  // ---- deciding, under the guard of the member's line

  /** Decides this, for one of its members (I1). */
  final boolean decideFor(Waiter<?> member, Object end) {
    if (end != GRANTED && !choosesFailure(member)) {
      return decide(end);
    }
    member.become(end);
    boolean won = decide(member);
    if (!won) {
      member.become(this);
    }
    return won;
  }

  /** Nobody else decides this from now on; false if it was decided before. */
  final boolean begin() {
    return decide(DETACHING);
  }

  /** Decides this, after it has begun. */
  final void concludeFor(Waiter<?> member, Object end) {
    boolean chosen = end == GRANTED || choosesFailure(member);
    if (chosen) {
      member.become(end);
    }
    var unused = decideDetaching(chosen ? member : end);
  }

  /** New to decided by a member that has ended, or as that has failed; to be told at once. */
  final WaitChoice<T> endAtOnceWith(Waiter<?> member) {
    Throwable failure = member.failure();
    var unused = endAtOnce(failure == null || choosesFailure(member) ? member : failure);
    return this;
  }

  // ---- leaving

  @Override
  final void leaveLine(WaitGrants grants) {
    @Nullable Waiter<?>[] all = members;
    if (all != null && !left) {
      Waiter<?> winner = chosen();
      for (int i = 0; i < all.length; i++) {
        Waiter<?> member = all[i];
        if (member != null && member != winner) {
          member.leaveLine(grants); // one guard at a time (I3)
          all[i] = null; // the winner may be kept for long
        }
      }
      left = true;
    }
  }

  /**
   * By the one who delivers this, before anybody is told (I4). Returns what is to be delivered
   * after it: first whom it has let in.
   */
  final @Nullable WaitNode leaveLines(@Nullable WaitNode rest) {
    if (members == null || left) {
      return rest;
    }
    var grants = new WaitGrants();
    leaveLine(grants);
    return grants.followedBy(rest);
  }

  /** Who reads it before it is delivered sees the lines as they are to be, too. */
  @Override
  boolean receive() {
    if (members != null && !left) {
      var grants = new WaitGrants();
      leaveLine(grants);
      grants.deliver();
    }
    return super.receive();
  }

  @Override
  boolean receiveCounted() {
    return receive();
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    if (members == null || isDone()) {
      return false;
    }
    passGuards(false);
    if (settle(attempt.end)) {
      return true;
    }
    passGuards(true); // I5
    return false;
  }

  /** Refuses a comparator that gives up what it compares for; or waits until that has ended. */
  private void passGuards(boolean enter) {
    for (Waiter<?> member : requireNonNull(members)) {
      if (member instanceof WaiterGuarded<?> guarded) {
        WaitGuard guard = guarded.guard();
        if (enter && !isDone()) {
          guard.lock();
          guard.unlock();
        }
      }
    }
  }

  // ---- what was granted

  @Override
  boolean isReturnable() {
    Waiter<?> winner = chosen();
    return winner != null && winner.isGranted() && winner.isReturnable();
  }

  @Override
  void giveBack() {
    Waiter<?> winner = chosen();
    if (winner != null) {
      winner.giveBack();
    }
  }
}

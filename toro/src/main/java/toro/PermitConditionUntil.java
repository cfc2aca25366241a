package toro;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits on a condition again and again, until a predicate is true. */
final class PermitConditionUntil extends WaitSteps<@Nullable Void> {
  private final PermitCondition condition;
  private final Permit held;
  private final BooleanSupplier predicate;

  PermitConditionUntil(PermitCondition condition, Permit held, BooleanSupplier predicate) {
    this.condition = condition;
    this.held = held;
    this.predicate = predicate;
  }

  @Override
  @Nullable Wait<?> step(@Nullable WaitGiveUp expired) {
    if (!condition.isOpenHere(held)) {
      throw condition.refusal(held);
    }
    if (predicate.getAsBoolean()) {
      end(GRANTED);
      return null;
    }
    if (expired != null) {
      end(expired.end);
      return null;
    }
    return condition.releaseUntilSignalled(held);
  }

  @Override
  boolean mayDefer() {
    return true;
  }

  @Override
  @Nullable Wait<?> origin() {
    return isGranted() ? this : null;
  }

  @Override
  boolean receive() {
    return !isGranted() || receiveGrant();
  }

  /** As a wait that was cancelled earlier would have: nobody is left to close the permit. */
  @Override
  void abandon(WaitGiveUp attempt) {
    if (!giveUp(attempt.upstream()) && !attempt.expires() && isGranted() && reclaim()) {
      held.close();
    }
  }

  @Override
  Object blocker() {
    return condition.owner;
  }

  @Override
  String operation() {
    return "releaseUntil";
  }

  @Override
  String lacking() {
    return "predicate not true";
  }
}

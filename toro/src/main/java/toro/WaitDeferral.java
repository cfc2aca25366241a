package toro;

/** Gives a stage its own end when the wait upstream ends, if that has put the end off. */
final class WaitDeferral extends WaitNode.Watcher {
  private final WaitStage<?> stage;
  private final WaitGiveUp attempt;

  WaitDeferral(WaitStage<?> stage, WaitGiveUp attempt) {
    this.stage = stage;
    this.attempt = attempt;
  }

  @Override
  boolean wake() {
    if (attempt.isDeferred()) {
      var unused = stage.endAs(attempt.end, false);
    }
    return false;
  }
}

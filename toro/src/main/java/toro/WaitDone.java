package toro;

import org.jspecify.annotations.Nullable;

/**
 * The wait for what was done at the call: one for all of them at a home, as it remembers nobody.
 */
final class WaitDone extends Wait<@Nullable Void> {
  private static final WaitDone NOWHERE = new WaitDone(null);

  private final @Nullable Home home;

  WaitDone(@Nullable Home home) {
    this.home = home;
    decideUnseen(GRANTED);
    fireUnseen();
  }

  /** The one that belongs where this code runs. */
  static WaitDone here() {
    Home home = Home.here();
    return home == null ? NOWHERE : home.done;
  }

  @Override
  @Nullable Home home() {
    return home;
  }

  @Override
  boolean giveUp(WaitGiveUp attempt) {
    return false;
  }

  @Override
  void abandon(WaitGiveUp attempt) {}
}

package toro;

import org.jspecify.annotations.Nullable;

/** Has something done in its turn among what is delivered, outside of every guard: once. */
final class WaitNotice extends Waiter<@Nullable Void> {
  private final Primitive owner;

  WaitNotice(Primitive owner, Runnable action) {
    this.owner = owner;
    hook(new Hook(action)); // while it is pending: so it is called later
    var unused = grantUnseen();
  }

  @Override
  Object blocker() {
    return owner;
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/** A wait for something to happen: nothing is handed over. */
class WaiterForSignal extends Waiter<@Nullable Void> {
  private final Object owner;

  WaiterForSignal(Object owner) {
    this.owner = owner;
  }

  @Override
  Object blocker() {
    return owner;
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/** The next item of a subscription, among other things that are waited for. */
final class BroadcastSource<T> extends WaitSource<T> {
  private final BroadcastReader<T> reader;

  BroadcastSource(BroadcastReader<T> reader) {
    this.reader = reader;
  }

  @Override
  Object blocker() {
    return reader.engine.owner;
  }

  @Override
  WaitGuard guard() {
    return reader.engine;
  }

  @Override
  @Nullable Waiter<T> look() {
    return reader.takeNow();
  }

  @Override
  Waiter<T> waiter() {
    return new BroadcastWaiter.Take<>(reader);
  }

  @Override
  @Nullable Object join(Waiter<T> take) {
    reader.stand(take);
    return null;
  }
}

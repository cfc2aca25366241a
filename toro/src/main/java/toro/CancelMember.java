package toro;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What is in a scope: a future, on which this hangs as long as it is pending, or a child. */
final class CancelMember extends WaitNode.Watcher {
  private final CancelScope scope;
  private final Object what; // a Future or a CancelScope
  @Nullable CancelMember before; // these two: under the guard of the scope, until it is cancelled
  @Nullable CancelMember after;

  CancelMember(CancelScope scope, Object what) {
    this.scope = scope;
    this.what = what;
  }

  /** Leaves the scope when the future ends, or now; false if that cannot be known. */
  boolean hang() {
    if (what instanceof Wait<?> wait) {
      wait.watch(this);
    } else if (what instanceof WaitFuture<?> future) {
      future.asWait().watch(this);
    } else if (what instanceof CompletionStage<?> stage) {
      var unused = stage.whenComplete((value, failure) -> leave());
    } else {
      return false;
    }
    return true;
  }

  /** Leaves the scope if its future has ended; false if not. */
  boolean leaveIfDone() {
    boolean isDone = what instanceof Future<?> future && future.isDone();
    if (isDone) {
      leave();
    }
    return isDone;
  }

  void leave() {
    scope.remove(this);
  }

  @Override
  boolean wake() {
    leave();
    return false;
  }

  /** Cancels it, once it was taken out of the scope; returns whom to cancel next. */
  @Nullable CancelMember cancel() {
    CancelMember rest = after;
    after = null; // these two: a future that goes on all the same must not keep the others
    before = null;
    if (what instanceof CancelScope child) {
      return child.take(rest);
    }
    scope.cancel((Future<?>) what);
    return rest;
  }
}

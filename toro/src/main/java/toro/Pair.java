package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A stage of two waits, which runs at the first one's home. */
abstract class Pair<T extends @Nullable Object> extends Stage<T> {
  final Wait<?> one; // where the function was attached
  final Wait<?> other;

  Pair(Kind kind, Object f, @Nullable Executor executor, Wait<?> one, Wait<?> other) {
    super(kind, f, executor);
    this.one = one;
    this.other = other;
  }

  final Pair<T> hang() {
    setSource(one);
    other.enter();
    one.add(this);
    other.add(new Link(this));
    return this;
  }

  final void superFire(Wait<?> from) {
    super.fire(from);
  }

  /** Hangs a stage on one more wait. */
  private static final class Link extends Node {
    private final Stage<?> stage;

    Link(Stage<?> stage) {
      this.stage = stage;
    }

    @Override
    public void fire(Wait<?> settled) {
      stage.fire(settled);
    }

    @Override
    public boolean isDead() {
      return stage.isDead();
    }
  }

  /** Needs both. */
  static final class Both<T extends @Nullable Object> extends Pair<T> {
    Both(Kind kind, Object f, @Nullable Executor executor, Wait<?> one, Wait<?> other) {
      super(kind, f, executor, one, other);
    }

    @Override
    public void fire(Wait<?> from) {
      if (!arrive()) {
        return;
      }
      Throwable failure = one.failure() != null ? one.failure() : other.failure();
      if (failure == null && (one.isReturned() || other.isReturned())) {
        failure = new WaitGiveUp.CancellationException("given back before its function ran");
      }
      if (failure != null) {
        if (end(wrapped(failure))) {
          leaveSources(WaitGiveUp.cancel());
        }
      } else {
        Home.at(one.home(), () -> superFire(from));
      }
    }

    @Override
    boolean hasOrigin(Wait<?> from) {
      return one.origin() != null || other.origin() != null;
    }

    @Override
    @Nullable Object call(Object f, Wait<?> from) {
      return kind().call(f, one.value(), other.value());
    }

    @Override
    void leave(WaitGiveUp attempt, Queue<Stage<?>> todo) {
      if (claim(one)) { // I5
        leave(one, attempt, todo);
        leave(other, attempt, todo);
      }
    }
  }

  /** Needs one of them. */
  static final class Either<T extends @Nullable Object> extends Pair<T> {
    private static final VarHandle SECOND;

    static {
      try {
        SECOND = MethodHandles.lookup().findVarHandle(Either.class, "second", Wait.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private volatile @Nullable Wait<?> second; // like source

    Either(Kind kind, Object f, @Nullable Executor executor, Wait<?> one, Wait<?> other) {
      super(kind, f, executor, one, other);
      second = other;
    }

    @Override
    public void fire(Wait<?> from) {
      if (!arrive()) {
        Home.at(
            one.home(),
            () -> {
              superFire(from);
              if (isDone()) {
                leaveSources(WaitGiveUp.cancel()); // the loser
              }
            });
      }
    }

    @Override
    boolean claim(Wait<?> from) {
      boolean claimed = from == one ? super.claim(from) : SECOND.getAndSet(this, null) != null;
      leaveSources(WaitGiveUp.cancel()); // the loser
      return claimed;
    }

    @Override
    void leave(WaitGiveUp attempt, Queue<Stage<?>> todo) {
      super.leave(attempt, todo);
      leave((Wait<?>) SECOND.getAndSet(this, null), attempt, todo);
    }
  }
}

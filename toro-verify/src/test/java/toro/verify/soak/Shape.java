package toro.verify.soak;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import toro.Wait;

/**
 * How the value of a wait reaches the one who asked for it: read, or by one function or another.
 */
enum Shape {
  /** The thread that waits reads it. */
  READ {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait;
    }
  },
  FUNCTION {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait.thenAccept(op);
    }
  },
  OBSERVER {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait.whenComplete(
          (value, failure) -> {
            if (failure == null) {
              op.accept(value);
            }
          });
    }
  },
  ASYNC {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait.thenAcceptAsync(op, op.round.pool);
    }
  },
  /** The executor takes its time. */
  DELAYED {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait.thenAcceptAsync(op, op.round.delayed::add);
    }
  },
  /** The executor rejects the function: what was granted goes back. */
  REJECTED {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait.thenAcceptAsync(
          op,
          function -> {
            throw new RejectedExecutionException();
          });
    }
  },
  RELAYED {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait
          .exceptionally(
              failure -> {
                throw new CompletionException(failure);
              })
          .thenAccept(op);
    }
  },
  COMPOSED {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return Round.READY.thenCompose(nothing -> op.wait).thenAccept(op);
    }
  },
  COMBINED {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return op.wait.thenAcceptBoth(Round.READY, (value, nothing) -> op.accept(value));
    }
  },
  /** Has received the value as soon as it has ended well: what hangs on it comes too late. */
  ALL {
    @Override
    <T> Wait<?> open(Op<T> op) {
      Wait<List<T>> all = Wait.all(List.of(op.wait));
      op.handle = all;
      return all.thenAccept(values -> op.accept(values.get(0)));
    }
  },
  ANY {
    @Override
    <T> Wait<?> open(Op<T> op) {
      return Wait.<T>anyOf(List.of(op.wait, op.round.<T>never())).thenAccept(op);
    }
  },
  /** A plain future receives it. Only that can be given up: what hangs on it is the JDK's. */
  VIEW {
    @Override
    <T> Wait<?> open(Op<T> op) {
      var view = op.wait.toCompletableFuture();
      op.handle = view;
      return Wait.of(view.thenAccept(op));
    }
  },
  /** The same, and a limit of the JDK's ends that future. */
  VIEW_WITH_LIMIT {
    @Override
    <T> Wait<?> open(Op<T> op) {
      var view = op.wait.toCompletableFuture().orTimeout(VIEW_LIMIT_MICROS, MICROSECONDS);
      op.handle = view;
      return Wait.of(view.thenAccept(op));
    }
  };

  private static final long VIEW_LIMIT_MICROS = 50;

  boolean isView() {
    return this == VIEW || this == VIEW_WITH_LIMIT;
  }

  /** Whether what hangs on the wait is given up only by its handle. */
  boolean isGivenUpByHandle() {
    return this == ALL || isView();
  }

  /** Hangs the operation on its wait; returns what ends when it has ended. */
  abstract <T> Wait<?> open(Op<T> op);
}

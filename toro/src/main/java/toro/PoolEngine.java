package toro;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is done with a pool, in one step each, and the functions of the user's between them. */
final class PoolEngine<R> extends PoolState<R> {
  /*
   * Overview.
   *
   * What is the user's runs outside of the guard, as a PoolStep. It ends with a critical section,
   * which says what the next one is. Whoever changes something drives what comes of that, one step
   * after the other: a million failures in a row take no stack.
   */
  private final Supplier<? extends CompletionStage<? extends R>> create;
  private final Consumer<? super R> destroy;
  private volatile @Nullable Predicate<? super R> valid; // by validate

  PoolEngine(
      AsyncPool<R> owner,
      int max,
      Supplier<? extends CompletionStage<? extends R>> create,
      Consumer<? super R> destroy) {
    super(owner, max);
    this.create = create;
    this.destroy = destroy;
  }

  void validate(Predicate<? super R> predicate) {
    valid = predicate;
  }

  /** Does what comes of a change, on a thread that may run functions. */
  void drive(@Nullable PoolStep first) {
    if (first != null) {
      Trampoline.call(
          () -> {
            for (PoolStep step = first; step != null; ) {
              step = step.run();
            }
          });
    }
  }

  /** Changes something under the guard; what is to be done next. */
  @Nullable PoolStep change(Function<WaitGrants, @Nullable PoolStep> change) {
    var grants = new WaitGrants();
    PoolStep next;
    lock();
    try {
      next = change.apply(grants);
    } finally {
      unlock();
    }
    grants.deliver();
    return next;
  }

  /** What is to be done now, though nothing has changed. */
  @Nullable PoolStep proceed() {
    return change(this::next);
  }

  // ---- what is the user's

  @Override
  boolean validates() {
    return valid != null;
  }

  private boolean isValid(R resource) {
    Predicate<? super R> predicate = valid;
    try {
      return predicate == null || predicate.test(resource);
    } catch (Throwable failure) {
      owner.warn("validating a resource failed", failure);
      return false;
    }
  }

  @Override
  @Nullable PoolStep check(R resource) {
    boolean isValid = isValid(resource);
    return change(grants -> checked(resource, isValid, grants));
  }

  @Override
  @Nullable PoolStep destroy(R resource) {
    try {
      destroy.accept(resource);
    } catch (Throwable failure) {
      owner.warn("destroying a resource failed", failure);
    }
    return change(this::destroyed);
  }

  @Override
  PoolCreation<R> creationFor(PoolBorrow<R> borrower) {
    return new PoolCreation<>(this, borrower);
  }

  CompletionStage<? extends R> create() {
    return requireNonNull(create.get(), "the function that creates returned no stage");
  }

  /** Cancels what a creation waits for; it still ends, and that is when it is over. */
  void cancel(Wait<?> stage) {
    try {
      WaitForeign.cancel(stage);
    } catch (Throwable failure) {
      owner.warn("cancelling a creation failed", failure);
    }
  }

  // ---- borrowing

  Wait<Loan<R>> borrow() {
    var borrower = new PoolBorrow<>(this);
    for (; ; ) {
      ClosedException failure;
      R latest;
      PoolStep next;
      lock();
      try {
        failure = closed;
        latest = takeIdle();
        next = failure == null && latest == null ? join(borrower) : null;
      } finally {
        unlock();
      }
      if (failure != null) {
        return borrower.failAtOnce(failure);
      }
      if (latest == null) {
        drive(next);
        return next == null ? borrower : borrower.show();
      }
      if (lend(latest, borrower)) {
        return borrower.grantAtOnce();
      }
    }
  }

  @Nullable Loan<R> tryBorrow() {
    var borrower = new PoolBorrow<>(this);
    for (; ; ) {
      R latest;
      lock();
      try {
        if (closed != null) {
          throw closed;
        }
        latest = takeIdle();
      } finally {
        unlock();
      }
      if (latest == null) {
        return null;
      }
      if (lend(latest, borrower)) {
        return borrower.grantUnseen().grantedValue(); // a simulation's report knows it as this
      }
    }
  }

  /** Lends what was idle, if it is valid; else it is destroyed. */
  private boolean lend(R resource, PoolBorrow<R> borrower) {
    boolean isValid = isValid(resource);
    if (isValid) {
      borrower.lend(resource);
    } else {
      drive(change(grants -> toDestroy(resource)));
    }
    return isValid;
  }

  void takeBack(PoolLoan<R> loan) {
    drive(
        change(
            grants -> {
              R resource = loan.end();
              return resource == null ? null : comeBack(resource, grants);
            }));
  }

  void discard(PoolLoan<R> loan) {
    drive(
        change(
            grants -> {
              R resource = loan.end();
              return resource == null ? null : toDestroy(resource);
            }));
  }

  // ---- the whole

  int evict(Predicate<? super R> which) {
    List<R> all;
    lock();
    try {
      all = takeAll();
    } finally {
      unlock();
    }
    List<R> kept = new ArrayList<>();
    List<R> evicted = new ArrayList<>();
    try {
      for (R resource : all) {
        (which.test(resource) ? evicted : kept).add(resource);
      }
    } catch (Throwable failure) {
      putBack(all, List.of());
      throw failure;
    }
    putBack(kept, evicted);
    return evicted.size();
  }

  private void putBack(List<R> kept, List<R> evicted) {
    List<@Nullable PoolStep> steps = new ArrayList<>();
    steps.add(
        change(
            grants -> {
              evicted.forEach(resource -> steps.add(toDestroy(resource)));
              kept.forEach(resource -> steps.add(putBack(resource)));
              return next(grants);
            }));
    steps.forEach(this::drive);
  }

  void resize(int resources) {
    List<@Nullable PoolStep> steps = new ArrayList<>();
    steps.add(
        change(
            grants -> {
              if (closed != null) {
                throw closed;
              }
              setMax(resources, steps);
              return next(grants);
            }));
    steps.forEach(this::drive);
  }

  void close(@Nullable Throwable cause) {
    var failure = new ClosedException(owner.brief() + ": closed", cause);
    List<@Nullable PoolStep> steps = new ArrayList<>();
    List<Wait<?>> stages = new ArrayList<>();
    steps.add(
        change(
            grants -> {
              if (closed == null) {
                close(failure, steps, stages, grants);
              }
              return next(grants);
            }));
    stages.forEach(this::cancel);
    steps.forEach(this::drive);
  }

  Wait<@Nullable Void> whenDone() {
    return done.listen();
  }

  PoolStats statsNow() {
    lock();
    try {
      return stats();
    } finally {
      unlock();
    }
  }

  int waiting() {
    lock();
    try {
      return borrowers() + done.length();
    } finally {
      unlock();
    }
  }
}

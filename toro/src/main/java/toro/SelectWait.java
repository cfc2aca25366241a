package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A select that was asked, and what it has chosen: one object for both. */
final class SelectWait extends WaitChoice<Selected> implements Selected {
  private final Select select;
  private final int index; // of the clause that was ready; else -1
  private final boolean pausesTime;

  /** Of a clause that was ready at the call, by the waiter that has ended. */
  SelectWait(Select select, int index) {
    this.select = select;
    this.index = index;
    this.pausesTime = false;
  }

  /** Of all clauses, by waiters that are about to join their lines. */
  SelectWait(Select select, Waiter<?>[] members, boolean pausesTime) {
    super(members);
    this.select = select;
    this.index = -1;
    this.pausesTime = pausesTime;
    if (pausesTime) {
      pauseTime();
      hook(new Hook(this::resumeTime)); // at home, so that time stands still until it is told
    }
  }

  @Override
  boolean choosesFailure(Waiter<?> member) {
    int place = index < 0 ? indexOf(member) : index;
    return place >= 0 && select.clause(place).isSettled; // -1: it has lost, and has left
  }

  @Override
  void discard() {
    super.discard();
    if (pausesTime) {
      resumeTime();
    }
  }

  // ---- as a wait

  @Override
  Selected grantedValue() {
    return this;
  }

  @Override
  Object blocker() {
    return select.names();
  }

  @Override
  String operation() {
    return "select";
  }

  @Override
  String lacking() {
    return "nothing";
  }

  // ---- what it has chosen

  private Waiter<?> winner() {
    return requireNonNull(chosen()); // nobody has this as what was selected before
  }

  @Override
  public int index() {
    Waiter<?> winner = winner();
    return index < 0 ? indexOf(winner) : index;
  }

  @Override
  public boolean is(Clause<?> clause) {
    return select.clause(index()) == requireNonNull(clause, "clause");
  }

  @Override
  public <T extends @Nullable Object> T get(Clause<T> clause) {
    if (!is(clause)) {
      throw new IllegalStateException(
          "clause " + index() + " was selected, not " + select.placeOf(clause));
    }
    Waiter<?> winner = winner();
    throwIfNotNull(winner.failure());
    return cast(winner.value());
  }

  /** This, of a clause that was ready, or what it has failed with. */
  Selected now() {
    throwIfNotNull(failure());
    return this;
  }

  private static void throwIfNotNull(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw new CompletionException(failure);
    }
  }
}

package toro;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What has gone wrong in a task group, in its order. Everything here is under the group's guard.
 */
final class TaskGroupFailures {
  private final List<Throwable> failures = new ArrayList<>(0);

  boolean isEmpty() {
    return failures.isEmpty();
  }

  /** Adds a failure, unless it is known: of a task that its body awaited, say, perhaps wrapped. */
  void add(Throwable failure) {
    for (Throwable known : failures) {
      if (known == failure || known == WaitState.unwrap(failure)) {
        return;
      }
    }
    failures.add(failure);
  }

  void addAll(List<Throwable> those) {
    those.forEach(this::add);
  }

  /**
   * The first failure, with the others suppressed in it; null if there is none. To be asked once.
   */
  @Nullable Throwable first() {
    if (failures.isEmpty()) {
      return null;
    }
    Throwable first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    return first;
  }

  /** What to throw for a failure; an error it throws itself. */
  static Exception toThrow(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof Exception e ? e : new CompletionException(failure);
  }

  /** The failures that are suppressed in a cancellation, or in a cancellation inside of it. */
  static List<Throwable> suppressedIn(Throwable cancellation) {
    var found = new ArrayList<Throwable>(0);
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    var toVisit = new ArrayDeque<>(List.of(cancellation));
    for (Throwable t; (t = toVisit.poll()) != null; ) {
      if (!seen.add(t)) {
        continue; // they may go in circles
      }
      if (Task.isCancel(t)) {
        toVisit.addAll(List.of(t.getSuppressed()));
      } else {
        found.add(t);
      }
    }
    return found;
  }
}

package toro.test;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A line in which one can stand, wherever it leads. */
interface Line {
  /** A new waiter at the end. */
  CompletionStage<? extends @Nullable Object> enter();

  /** Gives up what {@link #enter} has returned; true if nothing was granted, and never will be. */
  boolean giveUp(CompletionStage<?> request);

  /** Lets the first one in, or all of them where {@link #grantsAll}. */
  void grant();

  default boolean grantsAll() {
    return false;
  }

  /** Whether a grant lets those in too who come later. */
  default boolean staysOpen() {
    return false;
  }

  /** Gives back what a waiter got, so that the next one can have it. */
  default void giveBack(@Nullable Object got) {}

  /** Lets the next one in, with what this one got. */
  default void passOn(@Nullable Object got) {
    giveBack(got);
    if (!grantsAll()) {
      grant();
    }
  }

  /** Fails unless nothing was lost, nothing came twice, and nobody waits; uses the line up. */
  void requireNothingLost(Settle settle) throws Exception;

  /** Whether a request has been granted by now. */
  static boolean isGranted(CompletionStage<?> request) {
    var granted = new AtomicBoolean();
    var unused = request.whenComplete((value, failure) -> granted.set(failure == null));
    return granted.get();
  }

  /** Waits until what has been granted is there. */
  @FunctionalInterface
  interface Settle {
    void run() throws Exception;
  }

  /** Makes lines for one trial, each on a subject of its own. */
  @FunctionalInterface
  interface Fresh {
    List<Line> lines();
  }
}

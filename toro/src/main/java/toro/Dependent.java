package toro;

import org.jspecify.annotations.Nullable;

/** What hangs on a wait until that is settled: a derived stage, a parked thread, a limit. */
interface Dependent {
  @Nullable Dependent next();

  /** How long the list is that begins here. */
  int length();

  /** Puts this before the rest of a wait's list. */
  void linkTo(@Nullable Dependent rest);

  /** No longer interested: may be dropped from the list. */
  boolean isDead();

  /**
   * The wait has been settled: called at once, by the thread that settled it; true if whoever is
   * woken runs the functions that hang on the wait.
   */
  default boolean wake() {
    return false;
  }

  /** The same, in turn: in the order of attaching, on the wait's loop if it has one. */
  default void fire(Wait<?> settled) {}

  /** A dependent that is nothing else. */
  abstract class Node implements Dependent {
    private @Nullable Dependent next; // these two: before the push, or by who has detached the list
    private int length;
    private volatile boolean dead; // by its owner

    @Override
    public final @Nullable Dependent next() {
      return next;
    }

    @Override
    public final int length() {
      return length;
    }

    @Override
    public final void linkTo(@Nullable Dependent rest) {
      next = rest;
      length = rest == null ? 1 : rest.length() + 1;
    }

    @Override
    public boolean isDead() {
      return dead;
    }

    final void die() {
      dead = true;
    }
  }

  /** One that is woken at once, and not fired. */
  abstract class Watcher extends Node {
    @Override
    public abstract boolean wake();

    @Override
    public final void fire(Wait<?> settled) {
      var unused = wake();
    }
  }

  /** Calls back, without being a receiver of the value. */
  final class Hook extends Node {
    private final Runnable callback;

    Hook(Runnable callback) {
      this.callback = callback;
    }

    @Override
    public void fire(Wait<?> settled) {
      callback.run();
    }
  }
}

package toro.verify.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.ClosedException;
import toro.Wait;

/** Of the library: what everybody has asked for. */
final class Tickets {
  /** How many may ask, from number 0. */
  static final int MANY = 8;

  private final @Nullable Object[] tickets = new Object[MANY]; // a Wait, what it gave, or a failure
  private final IntSupplier waiting;

  /**
   * Of the library.
   *
   * @param waiting how many wait, asked by whoever is about to be told that he waits: a call that
   *     ends the waits of several does so one by one, and answers nobody before it has
   */
  Tickets(IntSupplier waiting) {
    this.waiting = waiting;
  }

  boolean mayAsk(int who) {
    var now = look(who);
    return now == Standing.OUT || now == Standing.FAILED;
  }

  void ask(int who, Supplier<? extends Wait<?>> request) {
    if (mayAsk(who)) {
      tickets[who] = request.get();
    }
  }

  Standing tryFor(int who, Supplier<? extends @Nullable Object> attempt) {
    if (mayAsk(who)) {
      try {
        tickets[who] = attempt.get();
      } catch (ClosedException e) {
        tickets[who] = e;
      }
    }
    return look(who);
  }

  Standing look(int who) {
    var ticket = tickets[who];
    if (ticket instanceof Wait<?> wait && !wait.isDone()) {
      int unused = waiting.getAsInt();
      if (!wait.isDone()) {
        return Standing.WAITING;
      }
    }
    if (ticket instanceof Wait<?> wait && wait.isCompletedExceptionally()) {
      return Standing.FAILED;
    }
    return ticket == null
        ? Standing.OUT
        : ticket instanceof Throwable ? Standing.FAILED : Standing.IN;
  }

  boolean cancel(int who) {
    if (tickets[who] instanceof Wait<?> wait && wait.cancel(false)) {
      tickets[who] = null;
      return true;
    }
    return false;
  }

  /** Whether somebody waited, who leaves by one of several doors. */
  boolean leave(int who, int door) {
    if (look(who) != Standing.WAITING) {
      return false;
    }
    leave((Wait<?>) requireNonNull(tickets[who]), door);
    tickets[who] = null;
    return true;
  }

  /** Whether somebody is in who has received nothing, nor ever will. */
  boolean giveBack(int who, int door) {
    if (look(who) != Standing.IN || !(tickets[who] instanceof Wait<?> wait)) {
      return false;
    }
    leave(wait.thenRunAsync(() -> {}, task -> {}), door); // which never comes to that
    tickets[who] = null;
    return true;
  }

  private static void leave(Wait<?> wait, int door) {
    switch (door) {
      case 1 -> wait.cancel(false);
      case 2 -> wait.within(Duration.ZERO);
      default -> wait.thenRun(() -> {}).toCompletableFuture().cancel(false);
    }
  }

  /** What somebody has; null if that is nothing. */
  @Nullable Object peek(int who) {
    return look(who) == Standing.IN && tickets[who] instanceof Wait<?> wait ? wait.join() : null;
  }

  /** What somebody has, who has it no more; null if that is nothing. */
  @Nullable Object exit(int who) {
    if (look(who) != Standing.IN) {
      return null;
    }
    var ticket = tickets[who];
    tickets[who] = null;
    return ticket instanceof Wait<?> wait ? wait.join() : ticket;
  }
}

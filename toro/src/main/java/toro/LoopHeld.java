package toro;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * A coroutine or callback that holds its loop for too long: what the handler given to {@link
 * Loop#watch(Duration, java.util.function.Consumer) Loop.watch} is told.
 *
 * @param loop the loop, on which nothing else can run meanwhile
 * @param holder who holds it: "coroutine" and its name, or "a callback"
 * @param time how long it has held the loop already, at least, in real time
 * @param stack where it was then, its innermost call first; not empty
 */
public record LoopHeld(Loop loop, String holder, Duration time, List<StackTraceElement> stack) {
  /**
   * What has been seen.
   *
   * @param loop the loop, on which nothing else can run meanwhile
   * @param holder who holds it: "coroutine" and its name, or "a callback"
   * @param time how long it has held the loop already, at least, in real time
   * @param stack where it was then, its innermost call first
   * @throws IllegalArgumentException if the stack is empty
   */
  public LoopHeld {
    requireNonNull(loop, "loop");
    requireNonNull(holder, "holder");
    requireNonNull(time, "time");
    stack = List.copyOf(stack);
    if (stack.isEmpty()) {
      throw new IllegalArgumentException("an empty stack of " + holder);
    }
  }

  /**
   * The line that holds the loop: the innermost call that is neither the JDK's nor this library's.
   *
   * @return the line; if there is no such call, the innermost of all
   */
  public StackTraceElement line() {
    return LoopFrames.users(stack);
  }

  /** By default it is logged, with the whole stack. */
  void log() {
    var where = new Throwable("the stack of " + holder);
    where.setStackTrace(stack.toArray(StackTraceElement[]::new));
    Loop.log(toString(), where);
  }

  /**
   * All of it but the stack, in one line.
   *
   * @return such as "coroutine crawler has held Loop[loop-1, 3 alive] for 120 ms, at
   *     Spider.parse(Spider.java:42)"
   */
  @Override
  public String toString() {
    return holder + " has held " + loop + " for " + time.toMillis() + " ms, at " + line();
  }
}

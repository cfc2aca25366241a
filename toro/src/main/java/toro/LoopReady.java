package toro;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What can run next on a loop: coroutines, and callbacks between them. Only the holder of the
 * loop's baton touches it.
 */
interface LoopReady {
  void add(Object entry);

  /** Takes out what runs next; null if nothing is ready. */
  @Nullable Object poll();

  int size();

  /** First in, first out: the order of every loop but a simulated one. */
  final class InOrder implements LoopReady {
    private final ArrayDeque<Object> entries = new ArrayDeque<>();

    @Override
    public void add(Object entry) {
      entries.add(entry);
    }

    @Override
    public @Nullable Object poll() {
      return entries.poll();
    }

    @Override
    public int size() {
      return entries.size();
    }
  }
}

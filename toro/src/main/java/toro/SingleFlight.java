package toro;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run at a time for each key: who asks for a key while a run for it is under way waits for that
 * run, without blocking a thread.
 *
 * {@snippet file="Snippets.java" region="flight"}
 *
 * <p>Nothing is kept: when the run has ended, in whatever way, its key is forgotten before anybody
 * is told, and the next call begins anew, also if it is made by a function that was told. It is no
 * cache, but may stand before one.
 *
 * <p><b>Fairness.</b> All who wait for a run go on in the order in which they came.
 *
 * <p><b>Cancellation.</b> Who gives up leaves the run alone, as long as others wait for it. When
 * the last one has left, the run is forgotten and its stage is cancelled; the next call begins
 * anew. See {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before the run's stage ended happens-before what those who get
 * the result do.
 *
 * <p>Keys are compared by {@code equals} and {@code hashCode}, which may run under a lock, and must
 * not call back. The result is shared by all who get it, so it should not be something that one of
 * them closes, such as a {@link Permit}. {@link AsyncLazy} has one run, and keeps its value. With
 * an {@link AsyncKeyedLock} each caller does his own work, one after the other.
 *
 * @param <K> the keys' type
 * @param <V> the results' type
 */
public final class SingleFlight<K, V extends @Nullable Object> extends Primitive {
  private final PrimitiveMap<Entry> entries = new PrimitiveMap<>(this);

  /** Creates one in which nothing is under way. */
  public SingleFlight() {}

  /**
   * Names this, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this
   */
  public SingleFlight<K, V> named(String name) {
    setName(name);
    return this;
  }

  /**
   * Waits for the run that is under way for this key; begins one, if there is none.
   *
   * @param key what the work is for
   * @param work begins the work, if there is no run: then it runs on this thread before this call
   *     returns, and not under a lock; otherwise it is not called
   * @return a wait that completes with the result, or fails as the run does, or with what the work
   *     has thrown; with {@link NullPointerException} if it returned null, and with {@link
   *     IllegalStateException} if this is called by the work for the same key itself
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  public Wait<V> run(K key, Supplier<? extends CompletionStage<? extends V>> work) {
    var probe = new Entry(entries, key);
    requireNonNull(work, "work");
    for (; ; ) {
      Entry entry = entries.find(probe);
      if (entry == null) {
        var run = new Run(probe);
        Waiter<V> first = requireNonNull(run.join());
        probe.run = run;
        entry = entries.add(probe);
        if (entry == null) {
          run.start(first, work);
          return first;
        }
      }
      Wait<V> joined = run(entry).join();
      if (joined != null) {
        return joined;
      }
      entries.remove(entry); // it has ended
    }
  }

  @SuppressWarnings("unchecked") // there are no others in this map
  private Flight<V> run(Entry entry) {
    return (Flight<V>) requireNonNull(entry.run);
  }

  /**
   * Forgets the run that is under way for this key: the next call begins a new one. Those who wait
   * for it still get its result.
   *
   * @param key what the work is for
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  public void forget(K key) {
    Entry entry = entries.find(new Entry(entries, key));
    if (entry != null) {
      entries.remove(entry);
    }
  }

  /**
   * For how many keys a run is under way now, without runs that were forgotten.
   *
   * @return the number; an estimate while runs begin and end on other threads
   */
  public int size() {
    return entries.size();
  }

  /**
   * How many wait now, for any key, without those who wait for a run that was forgotten. Counts one
   * key after the other.
   *
   * @return the number
   */
  public int waiting() {
    return entries.entries().stream().mapToInt(e -> requireNonNull(e.run).count()).sum();
  }

  @Override
  String state() {
    return Names.count(size(), "key") + Names.waiting(waiting());
  }

  private static final class Entry extends PrimitiveKey implements Comparable<Entry> {
    private @Nullable Flight<?> run; // before it is put into the map

    Entry(PrimitiveMap<?> map, Object key) {
      super(map, key);
    }

    @Override
    public int compareTo(Entry other) {
      return compareKeys(other);
    }

    @Override
    String state() {
      return "under way" + Names.waiting(requireNonNull(run).count());
    }
  }

  private final class Run extends Flight<V> {
    private final Entry entry;

    Run(Entry entry) {
      this.entry = entry;
    }

    @Override
    void leaveCell() {
      entries.remove(entry);
    }

    @Override
    Object owner() {
      return SingleFlight.this;
    }

    @Override
    String asked() {
      return "run";
    }
  }
}

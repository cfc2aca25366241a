package toro;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock for each key, that is waited for without blocking a thread: one at a time is inside for
 * the same key, and other keys do not wait for it.
 *
 * {@snippet file="Snippets.java" region="keyed"}
 *
 * <p>There is nothing to clean up: a key is known exactly while somebody holds it or waits for it.
 * The last {@link Permit#close()} or give-up of it forgets it, before that call returns.
 *
 * <p><b>Fairness.</b> For each key strictly first come, first served, as an {@link AsyncLock} is;
 * and not reentrant either. Who needs two keys at once takes them in an order of his own, always
 * the same, so that no two wait for each other.
 *
 * <p><b>Cancellation.</b> A wait that is given up leaves its line at once and in constant time; see
 * {@link Wait}.
 *
 * <p><b>Memory.</b> What was done before a permit is closed happens-before what the next holder of
 * the same key does.
 *
 * <p>Keys are compared by {@code equals} and {@code hashCode}, which may run under a lock, and must
 * not call back. {@link SingleFlight} does the work once for all who ask for it at the same time.
 *
 * @param <K> the keys' type
 */
public final class AsyncKeyedLock<K> extends Primitive {
  private final PrimitiveMap<PermitKey> keys = new PrimitiveMap<>(this);
  private final int permitsPerKey;

  /** Creates a lock of which every key is free. */
  public AsyncKeyedLock() {
    this(1);
  }

  private AsyncKeyedLock(int permitsPerKey) {
    this.permitsPerKey = permitsPerKey;
  }

  /**
   * Creates one that lets several inside at the same time for the same key, but never more.
   *
   * @param <K> the keys' type
   * @param permitsPerKey how many
   * @return a lock of which every key is free
   * @throws IllegalArgumentException if not positive
   */
  public static <K> AsyncKeyedLock<K> limited(int permitsPerKey) {
    return new AsyncKeyedLock<>(Names.positive("number of permits per key", permitsPerKey));
  }

  /**
   * Names this lock, for {@link #toString} and messages.
   *
   * @param name any text
   * @return this lock
   */
  public AsyncKeyedLock<K> named(String name) {
    setName(name);
    return this;
  }

  /**
   * Stands in line for a key.
   *
   * @param key the key
   * @return a wait that completes with the permit when the key is this caller's; giving it up
   *     leaves the line
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  @CheckReturnValue
  public Wait<Permit> acquire(K key) {
    return PermitKey.acquire(keys, key, permitsPerKey);
  }

  /**
   * Takes a key if it is free and nobody waits for it.
   *
   * @param key the key
   * @return the permit, or null
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  @CheckReturnValue
  public @Nullable Permit tryAcquire(K key) {
    return PermitKey.tryAcquire(keys, key, permitsPerKey);
  }

  /**
   * Acquires a key, runs the body, and closes the permit when the body's stage has ended, in
   * whatever way; as {@link Acquirable#with(Supplier)}.
   *
   * @param <R> the body's result
   * @param key the key
   * @param body what to do with the key held; runs where the permit is granted
   * @return a wait for the body's result, or its failure
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(
      K key, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(body, "body");
    return PermitPool.with(acquire(key), null, body);
  }

  /**
   * As {@link #with(Object, Supplier)}, and the body begins on the given executor, as in {@link
   * Acquirable#with(Executor, Supplier)}.
   *
   * @param <R> the body's result
   * @param key the key
   * @param executor where the body begins
   * @param body what to do with the key held
   * @return a wait for the body's result, or its failure
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  @CanIgnoreReturnValue
  public <R extends @Nullable Object> Wait<R> with(
      K key, Executor executor, Supplier<? extends CompletionStage<R>> body) {
    requireNonNull(executor, "executor");
    requireNonNull(body, "body");
    return PermitPool.with(acquire(key), executor, body);
  }

  /**
   * Says whether somebody holds a key now.
   *
   * @param key the key
   * @return true while a permit of it is open
   * @throws IllegalStateException if this is called by the {@code equals} of a key
   */
  public boolean isHeld(K key) {
    return PermitKey.isInUse(keys, key);
  }

  /**
   * How many keys are held now.
   *
   * @return the number; an estimate while others come and go on other threads
   */
  public int size() {
    return keys.size();
  }

  /**
   * How many stand in line now, for any key. Counts one key after the other.
   *
   * @return the number
   */
  public int waiting() {
    return keys.entries().stream().mapToInt(key -> key.permits().waiting()).sum();
  }

  @Override
  String state() {
    return Names.count(size(), "key") + " held" + Names.waiting(waiting());
  }
}

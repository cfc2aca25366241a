package toro;

import org.jspecify.annotations.Nullable;

/** What a {@link Select} has chosen: one clause, and what that was waiting for. */
public sealed interface Selected permits SelectWait {
  /**
   * Whether it is this clause.
   *
   * @param clause the very object that the select was made of
   * @return whether it was chosen
   */
  boolean is(Clause<?> clause);

  /**
   * What the clause was waiting for. May be called often.
   *
   * @param <T> its type
   * @param clause the clause that was chosen
   * @return the item, the permit, the value; or null, where it was only known that something has
   *     happened
   * @throws IllegalStateException if another clause was chosen
   * @throws ClosedException or what else the clause's own wait would have failed with, if the
   *     clause is {@link Clause#settled}; a checked exception is wrapped in a {@link
   *     java.util.concurrent.CompletionException}
   */
  <T extends @Nullable Object> T get(Clause<T> clause);

  /**
   * Which clause it is, by its place.
   *
   * @return 0 for the first clause that the select was made of
   */
  int index();
}

package toro;

import org.jspecify.annotations.Nullable;

/** Code of the user's, to be run outside of the guard of a pool. */
interface PoolStep {
  /** Runs it, and changes what comes of it; what is to be done after that, or null. */
  @Nullable PoolStep run();
}

package toro.bench;

import org.jspecify.annotations.Nullable;

/**
 * What one waiter, or one function, costs in memory.
 *
 * @param what what there are many of
 * @param whose whose it is
 * @param allocated bytes that each one allocates
 * @param kept bytes that each one keeps while it waits
 * @param left bytes that each one keeps when it has given up; null if it cannot
 */
public record Footprint(
    String what, String whose, double allocated, double kept, @Nullable Double left) {}

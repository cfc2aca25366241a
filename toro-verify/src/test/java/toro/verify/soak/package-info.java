/**
 * A soak: random operations on every primitive, by all kinds of callers at once, given up at random
 * through every door; then every permit and item is accounted for. A course for each primitive.
 */
@NullMarked
package toro.verify.soak;

import org.jspecify.annotations.NullMarked;

/** Coroutines under thousands of seeded schedules, in simulated time. */
@NullMarked
package toro.verify.loop;

import org.jspecify.annotations.NullMarked;

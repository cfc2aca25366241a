/**
 * Measures Toro beside its peers. {@link toro.bench.Bench} is the program, {@code scenario} is what
 * it measures, {@link toro.bench.Bars} is what the results are held against.
 */
@NullMarked
package toro.bench;

import org.jspecify.annotations.NullMarked;

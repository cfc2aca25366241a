/**
 * What is measured: a class is a scenario, a method is one who takes part in it, and a parameter is
 * how large it is. Who is missing cannot do it; {@code Bars} says why.
 */
@NullMarked
package toro.bench.scenario;

import org.jspecify.annotations.NullMarked;

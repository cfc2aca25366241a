/**
 * Every schedule of a few threads, by Lincheck: is each history one that the plain model allows?
 */
@NullMarked
package toro.verify.lincheck;

import org.jspecify.annotations.NullMarked;

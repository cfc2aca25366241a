/**
 * Random commands, to a model and to the library: by Jazzer, and from seeds, shrunk when they fail.
 */
@NullMarked
package toro.verify.fuzz;

import org.jspecify.annotations.NullMarked;

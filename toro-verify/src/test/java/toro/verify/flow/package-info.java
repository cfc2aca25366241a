/** Publishers, and what takes from publishers, by the test kit of Reactive Streams. */
@NullMarked
package toro.verify.flow;

import org.jspecify.annotations.NullMarked;

/**
 * The contracts of {@code toro-test} and their museum, tried on this library and on two others.
 * What comes of it stands in {@code docs/museum.md}.
 */
@NullMarked
package toro.verify.museum;

import org.jspecify.annotations.NullMarked;

/**
 * The library, checked by tools from outside: only what {@code toro} exports is used here. Each
 * tool has a folder, and each primitive a file in it.
 */
@NullMarked
package toro.verify;

import org.jspecify.annotations.NullMarked;

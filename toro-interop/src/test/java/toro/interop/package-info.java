/** What the documentation says about frameworks, run against the frameworks themselves. */
@NullMarked
package toro.interop;

import org.jspecify.annotations.NullMarked;

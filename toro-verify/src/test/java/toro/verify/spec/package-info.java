/**
 * The protocols of the line and of queues as models in TLA+, checked by TLC:
 * src/test/resources/spec.
 */
@NullMarked
package toro.verify.spec;

import org.jspecify.annotations.NullMarked;

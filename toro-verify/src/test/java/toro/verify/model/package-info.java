/**
 * What each primitive does, said twice: by a plain model for one thread, which is the
 * specification, and by the library. The tools ask both the same and compare the answers.
 *
 * <p>Whoever asks has a number, and at most one request at a time. No call waits: a request that is
 * not granted at once stays {@link toro.verify.model.Standing#WAITING}, and is looked at later.
 */
@NullMarked
package toro.verify.model;

import org.jspecify.annotations.NullMarked;

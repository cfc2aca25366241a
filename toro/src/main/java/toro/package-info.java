/**
 * Locks, semaphores, events, conditions and queues that wait without blocking a thread.
 *
 * <p>One object serves everybody at once: callbacks on an event loop, virtual threads and platform
 * threads stand in one line, first come, first served. A call that may have to wait returns a
 * {@link toro.Wait}: await it in a thread, or attach functions to it as to any {@link
 * java.util.concurrent.CompletionStage}. A wait that is given up, in whichever way, leaves the line
 * and takes nothing with it.
 */
@NullMarked
package toro;

import org.jspecify.annotations.NullMarked;

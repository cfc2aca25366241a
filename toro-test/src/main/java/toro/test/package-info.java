/**
 * Tests of code that waits. {@link toro.test.LoopTest} runs a JUnit test as the first coroutine of
 * a simulated loop, under as many schedules as it is given; {@link toro.test.Contract} checks what
 * a lock, a semaphore, a queue, an event or a condition promises to those who wait, whoever wrote
 * it; {@link toro.test.Museum} looks for bugs that others have had.
 */
@NullMarked
package toro.test;

import org.jspecify.annotations.NullMarked;

package toro;

import java.time.Duration;

/**
 * Figures of a {@link Loop}. Read from another thread than the loop's they may be a little old.
 *
 * @param alive how many coroutines have been spawned and have not ended
 * @param ready how many coroutines and callbacks wait for their turn
 * @param switches how often the loop was handed from one coroutine to another
 * @param longestHold the longest time that one coroutine or callback kept all others from running;
 *     on a simulated loop, where computing takes no time, always zero
 * @param scheduleHash on a simulated loop, a hash of which coroutines ran in which order: equal for
 *     equal seeds; else 0
 */
public record LoopStats(
    int alive, int ready, long switches, Duration longestHold, long scheduleHash) {}

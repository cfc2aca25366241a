package toro;

/**
 * How much there is of everything in a queue, at one moment. What was accepted and is not finished
 * is in the queue, or has been taken.
 *
 * @param size how many items are in the queue
 * @param capacity how many it holds at most; see {@link AsyncQueue#capacity}
 * @param peak how many were in it at most, so far
 * @param putting how many wait for room: puts and reserves
 * @param taking how many wait for an item: takes and leases
 * @param reserved how many slots are open
 * @param leased how many leases are open
 * @param accepted how many items were put, ever
 * @param finished how many of these are finished: by {@link AsyncQueue#taskDone}, {@link
 *     Lease#done}, {@link AsyncQueue#closeNow}, or as they were dropped or replaced
 * @param dropped how many items a dropping or conflating queue has dropped or replaced; also those
 *     that an {@code offer} was refused, which were not accepted
 */
public record QueueStats(
    int size,
    int capacity,
    int peak,
    int putting,
    int taking,
    int reserved,
    int leased,
    long accepted,
    long finished,
    long dropped) {}

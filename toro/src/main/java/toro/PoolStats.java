package toro;

/**
 * What there is of a pool at one moment: {@link AsyncPool#stats}.
 *
 * <p>Idle, lent and creating together are never more than max, but where that was made less by
 * {@link AsyncPool#resize} than there were.
 *
 * @param idle how many resources are there to be borrowed
 * @param lent how many are lent, or are just being looked at or destroyed by the pool
 * @param creating how many are being created
 * @param waiting how many borrowers stand in line
 * @param max how many resources there may be
 */
public record PoolStats(int idle, int lent, int creating, int waiting, int max) {}

/** Locks, semaphores, events, conditions and queues that wait without blocking a thread. */
module toro {
  requires static org.jspecify;

  exports toro;
}

/** Locks, semaphores, events, conditions and queues that wait without blocking a thread. */
module toro {
  requires org.jspecify;
  requires static com.google.errorprone.annotations; // what may be ignored, and what not

  exports toro;
}

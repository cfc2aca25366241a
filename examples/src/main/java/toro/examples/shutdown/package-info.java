/** A poller whose requests are never cut off: the shutdown takes the lock first. */
package toro.examples.shutdown;

/** A server of jobs that takes no more when it is told to end, and loses none that it has taken. */
package toro.examples.jobs;

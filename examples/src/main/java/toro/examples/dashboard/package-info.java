/** A dashboard whose figures go to every browser that looks at it, each as fast as it can read. */
package toro.examples.dashboard;

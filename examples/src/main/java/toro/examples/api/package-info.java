/** A client of a web API that keeps the rate which is allowed, and asks once for what many want. */
package toro.examples.api;

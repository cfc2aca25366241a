/** Programs that show how Toro is used; the build runs each of them. */
package toro.examples;

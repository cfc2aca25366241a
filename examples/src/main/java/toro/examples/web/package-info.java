/**
 * Addresses of the web, and an HTTP client whose answers are waits: for the spider and the proxy.
 */
@NullMarked
package toro.examples.web;

import org.jspecify.annotations.NullMarked;

/** A caching HTTP proxy: a page that is asked for while it is being fetched is fetched once. */
package toro.examples.proxy;

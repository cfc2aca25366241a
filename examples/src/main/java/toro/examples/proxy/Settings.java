package toro.examples.proxy;

import java.net.InetAddress;
import java.time.Duration;

/**
 * How a proxy works.
 *
 * @param host where it listens
 * @param port where it listens; 0: any that is free
 * @param cacheSize how many bytes all pages may take
 * @param pageSize the largest page that is kept; a larger one is passed on as it comes
 * @param lifetime how long a page is kept if its server does not say
 * @param limit the longest time to wait for a server or a client
 * @param clients how many connections of clients it serves at once
 */
record Settings(
    InetAddress host,
    int port,
    long cacheSize,
    int pageSize,
    Duration lifetime,
    Duration limit,
    int clients) {
  /** The longest time to connect to one address of a server: there is time for the next ones. */
  Duration connectLimit() {
    return limit.dividedBy(3);
  }
}

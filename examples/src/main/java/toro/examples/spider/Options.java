package toro.examples.spider;

import java.time.Duration;

/**
 * How to crawl.
 *
 * @param requests how many requests may be in flight at once
 * @param depth how many links away from the start to go
 * @param pages how many addresses to ask for
 * @param pagesAreChosen whether a person has said so: then the rest is not missed
 * @param delay the least time between the starts of two requests to one host
 * @param timeout how long one request may take, with its whole answer
 * @param retries how often to ask again
 * @param maxSize how many bytes of one answer to read
 * @param external whether to check links that lead elsewhere
 * @param ignoreRobots whether robots.txt does not count
 * @param userAgent who we say we are
 */
record Options(
    int requests,
    int depth,
    int pages,
    boolean pagesAreChosen,
    Duration delay,
    Duration timeout,
    int retries,
    long maxSize,
    boolean external,
    boolean ignoreRobots,
    String userAgent) {}

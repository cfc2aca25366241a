package toro.examples.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import toro.AsyncLock;
import toro.AsyncResult;

/**
 * The pages that have been fetched, and those that are being fetched. Who asks for a page first
 * fetches it; who asks for it meanwhile waits for that {@link AsyncResult}. A fetch that fails
 * wakes all who wait with its failure, and leaves nothing behind.
 */
final class PageCache {
  /** A page: what was asked for, and in which encodings the client can read it. */
  record Key(URI target, String encodings) {}

  /** What to do with a request. */
  sealed interface Turn {}

  /** The page is here. */
  record Stored(Page page) implements Turn {}

  /** Somebody else fetches it; empty if it turns out to be not for sharing. */
  record Joined(AsyncResult<Optional<Page>> result) implements Turn {}

  /** To be fetched by who got this, who must end it in every case. */
  record Fetch(Key key, AsyncResult<Optional<Page>> result) implements Turn {}

  private final AsyncLock lock = new AsyncLock().named("cache");
  private final Map<Key, AsyncResult<Optional<Page>>> inFlight = new HashMap<>(); // under lock
  private final LinkedHashMap<Key, Page> pages = // under lock; the least recently used first
      new LinkedHashMap<>(16, 0.75f, true);
  private final long capacity;
  private final LongSupplier clock;
  private long bytes; // of the pages, under lock
  private long joined; // under lock

  /**
   * @param capacity how many bytes the pages may take
   * @param clock in nanoseconds
   */
  PageCache(long capacity, LongSupplier clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /**
   * Whose turn it is to get this page.
   *
   * @param wantedAge the age from which on a page is not wanted
   */
  Turn turn(Key key, Duration wantedAge) throws InterruptedException {
    try (var held = lock.acquire().await()) {
      @Nullable Page page = pages.get(key);
      if (page != null) {
        long now = clock.getAsLong();
        if (page.isFreshAt(now) && page.ageAt(now).compareTo(wantedAge) < 0) {
          return new Stored(page);
        }
        remove(key);
      }
      @Nullable AsyncResult<Optional<Page>> begun = inFlight.get(key);
      if (begun != null) {
        joined++;
        return new Joined(begun);
      }
      var fetch = new Fetch(key, new AsyncResult<Optional<Page>>().named(key.target.toString()));
      inFlight.put(key, fetch.result);
      return fetch;
    }
  }

  /** Ends a fetch with its page, or without one that could be shared. */
  void end(Fetch fetch, Optional<Page> page) {
    leave(fetch, page);
    fetch.result.trySet(page);
  }

  /** Ends a fetch, unless it has been ended: all who wait get the failure. */
  void fail(Fetch fetch, Refusal failure) {
    if (fetch.result.isDone()) {
      return;
    }
    leave(fetch, Optional.empty());
    fetch.result.tryFail(failure);
  }

  private void leave(Fetch fetch, Optional<Page> page) {
    try (var held = lock.acquire().join()) { // not to be interrupted: others wait
      boolean current = inFlight.remove(fetch.key, fetch.result);
      if (current && page.isPresent()) {
        store(fetch.key, page.get());
      }
    }
  }

  private void store(Key key, Page page) {
    if (page.isStaleAtOnce() || page.size() > capacity) {
      return;
    }
    pages.put(key, page);
    bytes += page.size();
    while (bytes > capacity) {
      remove(pages.firstEntry().getKey());
    }
  }

  private void remove(Key key) {
    @Nullable Page removed = pages.remove(key);
    if (removed != null) {
      bytes -= removed.size();
    }
  }

  /** Forgets a page that has been changed; what is being fetched now is not kept. */
  void forget(URI target) throws InterruptedException {
    try (var held = lock.acquire().await()) {
      pages.keySet().stream()
          .filter(key -> key.target.equals(target))
          .toList()
          .forEach(this::remove);
      inFlight.keySet().removeIf(key -> key.target.equals(target));
    }
  }

  /**
   * What the cache holds.
   *
   * @param inFlight how many pages are being fetched
   * @param joined how many requests have ever found their page being fetched
   */
  record Counts(int pages, long bytes, int inFlight, long joined) {
    @Override
    public String toString() {
      return pages + " pages of " + bytes + " bytes, " + inFlight + " being fetched";
    }
  }

  Counts counts() {
    try (var held = lock.acquire().join()) {
      return new Counts(pages.size(), bytes, inFlight.size(), joined);
    }
  }
}

package toro.examples.proxy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import toro.AsyncLock;
import toro.examples.web.Fields;

/**
 * The pages that have been fetched, and those that are being fetched. Who asks for a page first
 * fetches it; who asks for it meanwhile reads the same {@link Download}. Under one address there
 * may be several pages: each is for those whose requests are alike in what it depends on.
 */
final class PageCache {
  private static final int MOST_UNDER_ONE_ADDRESS = 16;

  /** What to do with a request. */
  sealed interface Turn {}

  /** The page is here. */
  record Stored(Page page) implements Turn {}

  /** Somebody else fetches it; while its head has not come it may turn out not to suit. */
  record Joined(Download.Reader reader) implements Turn {}

  /** To be fetched by who got this. */
  record Begun(Download.Reader reader) implements Turn {}

  /** Not here, and not to be fetched. */
  record Missing() implements Turn {}

  private final AsyncLock lock = new AsyncLock().named("cache");
  private final Map<String, List<Download>> inFlight = new HashMap<>(); // under lock
  private final Map<String, List<Page>> stored = new HashMap<>(); // under lock
  private final LinkedHashMap<Page, String> pages = // under lock; the least recently used first
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
   * Whose turn it is to get a page.
   *
   * @param begin makes the download of who fetches it, who must {@link #leave} it in every case
   */
  Turn turn(String key, Terms.Wanted wanted, Supplier<Download> begin) throws InterruptedException {
    try (var held = lock.acquire().await()) {
      long now = clock.getAsLong();
      @Nullable Page page = find(key, wanted, now);
      if (page != null) {
        return new Stored(page);
      }
      if (wanted.onlyIfCached()) {
        return new Missing();
      }
      Download.@Nullable Reader reader = join(key, wanted, now);
      if (reader != null) {
        joined++;
        return new Joined(reader);
      }
      var download = begin.get();
      inFlight.computeIfAbsent(key, k -> new ArrayList<>()).add(download);
      return new Begun(download.firstReader());
    }
  }

  private @Nullable Page find(String key, Terms.Wanted wanted, long now) {
    var variants = List.copyOf(stored.getOrDefault(key, List.of()));
    variants.stream().filter(page -> !page.terms().isFreshAt(now)).forEach(this::remove);
    for (var page : variants) {
      if (page.terms().suit(wanted, now)) {
        pages.get(page); // it has been used
        return page;
      }
    }
    return null;
  }

  private Download.@Nullable Reader join(String key, Terms.Wanted wanted, long now) {
    var names = namesUnder(key);
    for (var download : inFlight.getOrDefault(key, List.of())) {
      boolean mayBeAlike = Selection.of(names, download.request()).matches(wanted.request());
      var reader =
          download.join(
              head ->
                  head.isEmpty()
                      ? mayBeAlike
                      : head.get().terms().filter(t -> t.suit(wanted, now)).isPresent());
      if (reader != null) {
        return reader;
      }
    }
    return null;
  }

  /** What the pages under an address have depended on: the next one will probably, too. */
  private Set<String> namesUnder(String key) {
    var names = new TreeSet<String>();
    stored
        .getOrDefault(key, List.of())
        .forEach(page -> names.addAll(page.terms().selection().names()));
    inFlight
        .getOrDefault(key, List.of())
        .forEach(download -> download.terms().ifPresent(t -> names.addAll(t.selection().names())));
    return names;
  }

  /** Keeps the page that has been fetched, unless it has been forgotten meanwhile. */
  void end(String key, Download download, Page page) {
    try (var held = lock.acquire().join()) { // not to be interrupted: others wait
      if (remove(key, download)) {
        store(key, page, download.request());
      }
    }
  }

  /** Nobody else is to find this download, if it has not ended yet. */
  void leave(String key, Download download) {
    try (var held = lock.acquire().join()) {
      remove(key, download);
    }
  }

  private boolean remove(String key, Download download) {
    var downloads = inFlight.get(key);
    boolean wasThere = downloads != null && downloads.remove(download);
    if (downloads != null && downloads.isEmpty()) {
      inFlight.remove(key);
    }
    return wasThere;
  }

  private void store(String key, Page page, Fields request) {
    if (!page.terms().isFreshAt(clock.getAsLong()) || page.size() > capacity) {
      return;
    }
    var variants = stored.computeIfAbsent(key, k -> new ArrayList<>());
    List.copyOf(variants).stream()
        .filter(older -> older.terms().selection().matches(request))
        .forEach(this::remove);
    if (variants.size() == MOST_UNDER_ONE_ADDRESS) {
      remove(variants.get(0));
    }
    stored.computeIfAbsent(key, k -> new ArrayList<>()).add(page);
    pages.put(page, key);
    bytes += page.size();
    while (bytes > capacity) {
      remove(pages.firstEntry().getKey());
    }
  }

  private void remove(Page page) {
    @Nullable String key = pages.remove(page);
    if (key != null) {
      bytes -= page.size();
      var variants = requireNonNull(stored.get(key));
      variants.remove(page);
      if (variants.isEmpty()) {
        stored.remove(key);
      }
    }
  }

  /** Forgets what has been changed; what is being fetched now is not kept. */
  void forget(String key) {
    try (var held = lock.acquire().join()) {
      List.copyOf(stored.getOrDefault(key, List.of())).forEach(this::remove);
      inFlight.remove(key);
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
      int fetched = inFlight.values().stream().mapToInt(List::size).sum();
      return new Counts(pages.size(), bytes, fetched, joined);
    }
  }
}

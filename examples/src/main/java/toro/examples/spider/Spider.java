package toro.examples.spider;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;
import toro.ClosedException;
import toro.Loop;
import toro.TaskGroup;
import toro.examples.spider.Page.Skipped;

/**
 * Crawls the pages below a start. Every page is a coroutine of its own, and a joinable queue knows
 * when the last one is done. The coroutines share one loop, and so these fields need no lock.
 */
final class Spider {
  private final Options options;
  private final Fetcher fetcher;
  private final Progress progress;
  private final AsyncQueue<Page> queue = AsyncQueue.<Page>unbounded().named("pages to visit");
  private final Map<URI, Page> pages = new LinkedHashMap<>();
  private URI start;
  private String prefix; // what is below the start begins so
  private int asked;
  private int answered;
  private int broken;
  private long bytes;
  private @Nullable String refusal;

  Spider(URI start, Options options, Fetcher fetcher, Progress progress) {
    this.start = start;
    this.prefix = Address.origin(start) + Address.folder(start);
    this.options = options;
    this.fetcher = fetcher;
    this.progress = progress;
  }

  // @start region=crawl
  /** Crawls until the last page is done; called by a coroutine. */
  void crawl() throws Exception {
    TaskGroup.run(
        group -> {
          group.spawn("progress", () -> progress.run(this));
          group.spawn("dispatcher", () -> dispatch(group));
          begin();
          queue.whenDone().await(); // every page that was found has been visited
          queue.close();
          progress.end();
        });
  }

  private void dispatch(TaskGroup group) throws InterruptedException {
    try {
      while (true) {
        var page = queue.take().await();
        group.spawn(page.address.toString(), () -> visit(page));
      }
    } catch (ClosedException lastPageIsDone) {
      // and so is the dispatcher
    }
  }

  private void visit(Page page) throws InterruptedException {
    try {
      understand(page, page.inside ? fetcher.read(page.address) : fetcher.check(page.address));
    } finally {
      queue.taskDone(); // only now: the pages that this one links to are in the queue
    }
  }

  // @end region=crawl

  /** Asks for the start. Where it leads elsewhere, the site is there, with rules of its own. */
  private void begin() throws InterruptedException {
    @Nullable Page from = null;
    while (true) {
      boolean isNewHost =
          from == null || !Address.origin(from.address).equals(Address.origin(start));
      if (isNewHost && !options.ignoreRobots()) {
        refusal = fetcher.readRobots(start);
        var pause = fetcher.host(start).robots.delay();
        if (pause.compareTo(options.delay()) > 0) {
          progress.say("robots.txt asks for " + Words.time(pause) + " between two requests");
        }
      }
      var page = page(start, from);
      page.depth = 0;
      page.skipped = whyNot(page);
      if (page.skipped != null) {
        refusal = refusal == null ? "robots.txt forbids " + start : refusal;
        return;
      }
      page.asked = true;
      asked++;
      var answer = fetcher.read(start);
      var target = answer.isRedirect() ? target(page, answer) : null;
      if (target == null || !isElsewhere(target) || pages.containsKey(target)) {
        understand(page, answer);
        return;
      }
      note(page, answer);
      start = target;
      prefix = Address.origin(start) + Address.folder(start);
      page.redirect = page(start, page);
      from = page;
    }
  }

  /** Whether the start has moved: out of the site that was meant, or into the folder so named. */
  private boolean isElsewhere(URI target) {
    return !isInside(target) || target.toString().equals(start + "/");
  }

  private boolean isInside(URI address) {
    return address.toString().startsWith(prefix);
  }

  private Page page(URI address, @Nullable Page foundOn) {
    return pages.computeIfAbsent(address, a -> new Page(a, isInside(a), foundOn));
  }

  /** Notes the answer of a page, and finds the pages that it leads to. */
  private void understand(Page page, Answer answer) throws InterruptedException {
    if (answer.isRedirect()) {
      var target = target(page, answer);
      if (target != null) {
        page.redirect = page(target, page);
        found(page.redirect, page.depth);
      }
    } else if (answer.isPage() && page.inside) {
      var loop = requireNonNull(Loop.current());
      var links =
          loop.offload(() -> Links.of(answer.content(), answer.charset(), page.address)).await();
      page.note = answer.cut() ? "longer than --max-size, read in part" : links.trouble();
      page.wrong = links.wrong();
      page.links = links.addresses().stream().map(address -> page(address, page)).toList();
      page.links.forEach(link -> found(link, page.depth + 1));
    }
    note(page, answer);
  }

  /** Where a redirect leads; null if that is no web address, which is noted. */
  private static @Nullable URI target(Page page, Answer answer) {
    try {
      var target =
          answer.location() == null ? null : Address.resolve(page.address, answer.location());
      if (target != null) {
        return target;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    page.trouble = answer.status() + " redirects to no web address: " + answer.location();
    return null;
  }

  /** A link to this page has been found. It may be nearer to the start than was known. */
  private void found(Page found, int depth) {
    if (depth >= found.depth) {
      return;
    }
    var nearer = new ArrayDeque<Page>();
    bring(found, depth, nearer);
    for (Page page; (page = nearer.poll()) != null; ) {
      if (!page.asked) {
        page.skipped = whyNot(page);
        if (page.skipped == null) {
          page.asked = true;
          asked++;
          queue.offer(page);
        }
      } else {
        if (page.redirect != null) {
          bring(page.redirect, page.depth, nearer);
        }
        for (var link : page.links) {
          bring(link, page.depth + 1, nearer);
        }
      }
    }
  }

  private static void bring(Page page, int depth, Collection<Page> nearer) {
    if (depth < page.depth) {
      page.depth = depth;
      nearer.add(page);
    }
  }

  private @Nullable Skipped whyNot(Page page) {
    if (!page.inside && !options.external()) {
      return Skipped.ELSEWHERE;
    }
    if (!fetcher.host(page.address).robots.allows(Address.target(page.address))) {
      return Skipped.FORBIDDEN;
    }
    if (page.depth > options.depth()) {
      return Skipped.TOO_DEEP;
    }
    return asked >= options.pages() ? Skipped.OVER_LIMIT : null;
  }

  private void note(Page page, Answer answer) {
    page.answer = answer.withoutContent();
    page.trouble = page.trouble == null ? answer.problem() : page.trouble;
    answered++;
    bytes += answer.bytes();
    broken += page.wrong.size();
    for (var reference : page.wrong) {
      progress.broken(reference, "no address", page);
    }
    if (page.trouble != null) {
      broken++;
      progress.broken(page.address.toString(), page.trouble, page.foundOn);
    }
  }

  // ---- what the progress and the report show

  URI start() {
    return start;
  }

  String prefix() {
    return prefix;
  }

  /** Why nothing may be crawled; null if something may. */
  @Nullable String refusal() {
    return refusal;
  }

  Collection<Page> pages() {
    return pages.values();
  }

  int asked() {
    return asked;
  }

  int answered() {
    return answered;
  }

  int broken() {
    return broken;
  }

  long bytes() {
    return bytes;
  }

  Fetcher fetcher() {
    return fetcher;
  }
}

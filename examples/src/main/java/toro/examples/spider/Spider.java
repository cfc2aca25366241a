package toro.examples.spider;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Loop;
import toro.TaskGroup;
import toro.examples.spider.Page.Skipped;
import toro.examples.web.NotAnAddress;
import toro.examples.web.Url;

/**
 * Crawls the pages below a start. Every page is a coroutine of its own, and a joinable queue knows
 * when the last one is done. The coroutines share one loop, and so these fields need no lock.
 */
final class Spider {
  private static final int MOST_COROUTINES = 5_000; // the others have not begun yet

  private final Options options;
  private final Fetcher fetcher;
  private final Progress progress;
  private final AsyncQueue<Page> queue = AsyncQueue.<Page>unbounded().named("pages to visit");
  private final AsyncSemaphore inMemory; // pages whose content is here
  private final Pages pages = new Pages();
  private Url start;
  private String prefix; // what is below the start begins so
  private int asked;
  private int answered;
  private int broken;
  private long bytes;
  private @Nullable String refusal;

  Spider(Url start, Options options, Fetcher fetcher, Progress progress) {
    this.start = start.withoutUser();
    this.prefix = prefixOf(this.start);
    this.options = options;
    this.fetcher = fetcher;
    this.progress = progress;
    this.inMemory = AsyncSemaphore.bounded(2 * options.requests()).named("pages in memory");
    if (start.hasUser()) {
      fetcher.login(start);
    }
  }

  private static String prefixOf(Url start) {
    return start.origin() + start.folder();
  }

  // @start region=crawl
  /** Crawls until the last page is done; called by a coroutine. */
  void crawl() throws Exception {
    TaskGroup.run(
        group -> {
          group.limit(MOST_COROUTINES);
          group.spawn("progress", () -> progress.run(this));
          group.spawn("dispatcher", () -> dispatch(group));
          begin();
          queue.whenDone().await(); // every page that was found has been visited
          queue.close();
          progress.end();
        });
  }

  private void dispatch(TaskGroup group) {
    for (var page : queue.items()) { // until it is closed: the last page is done
      group.spawn(page.address.toString(), () -> visit(page));
    }
  }

  private void visit(Page page) throws InterruptedException {
    try {
      if (page.inside) {
        read(page);
      } else {
        understand(page, fetcher.check(page.address));
      }
    } finally {
      queue.taskDone(); // only now: the pages that this one links to are in the queue
    }
  }

  // @end region=crawl

  private void read(Page page) throws InterruptedException {
    try (var room = inMemory.acquire().await()) {
      understand(page, answer(page));
    }
  }

  private Answer answer(Page page) throws InterruptedException {
    page.times++;
    page.cookies = fetcher.cookies().changes();
    return fetcher.read(page.address);
  }

  /** Asks for the start. Where it leads elsewhere, the site is there, with rules of its own. */
  private void begin() throws InterruptedException {
    @Nullable Page from = null;
    while (true) {
      boolean isNewHost = from == null || !from.address.origin().equals(start.origin());
      if (isNewHost && !options.ignoreRobots()) {
        refusal = fetcher.readRobots(start);
        var pause = fetcher.host(start).robots.delay();
        if (pause.compareTo(options.delay()) > 0) {
          progress.say("robots.txt asks for " + Words.time(pause) + " between two requests");
        }
      }
      var page = requireNonNull(pages.get(start, true, from), "there is room for the first");
      page.depth = 0;
      page.skipped = whyNot(page);
      if (page.skipped != null) {
        refusal = refusal == null ? "robots.txt forbids " + start : refusal;
        return;
      }
      page.asked = true;
      asked++;
      var answer = answer(page);
      var target = answer.isRedirect() ? target(page, answer) : null;
      if (target == null || !isElsewhere(target) || pages.get(target) != null) {
        understand(page, answer);
        return;
      }
      note(page, answer);
      start = target;
      prefix = prefixOf(start);
      page.redirect = pages.get(start, true, page);
      from = page;
    }
  }

  /** Whether the start has moved: out of the site that was meant, or into the folder so named. */
  private boolean isElsewhere(Url target) {
    return !isInside(target) || target.toString().equals(start + "/");
  }

  private boolean isInside(Url address) {
    return address.toString().startsWith(prefix);
  }

  private @Nullable Page page(Url address, Page foundOn) {
    var found = address.withoutUser();
    return pages.get(found, isInside(found), foundOn);
  }

  /** Notes the answer of a page, and finds the pages that it leads to. */
  private void understand(Page page, Answer answer) throws InterruptedException {
    if (answer.isRedirect()) {
      var target = target(page, answer);
      page.redirect = target == null ? null : page(target, page);
      if (page.redirect != null && page.isInCircle() && mayAskAgain(page.redirect)) {
        askAgain(page.redirect);
      } else if (page.redirect != null) {
        found(page.redirect, page.depth);
      }
    } else if (answer.isPage() && page.inside) {
      var loop = requireNonNull(Loop.current());
      var reading = loop.offload(() -> Reading.of(answer, page.address, options)).await();
      page.unread = reading.trouble();
      page.wrong = reading.wrong();
      var links = known(reading.addresses(), page);
      page.links = pages.hasRoomForLinks(links.size()) ? links : List.of();
      links.forEach(link -> found(link, page.depth + 1));
    }
    note(page, answer);
  }

  private List<Page> known(List<Url> addresses, Page foundOn) {
    var links = new ArrayList<Page>(addresses.size());
    for (var address : addresses) {
      var link = page(address, foundOn);
      if (link != null) {
        links.add(link);
      }
    }
    links.trimToSize();
    return links;
  }

  /** Whether a server that sends us in a circle may do so only until we have its cookie. */
  private boolean mayAskAgain(Page page) {
    return page.times > 0
        && page.times <= Page.MOST_REDIRECTS
        && page.cookies != fetcher.cookies().changes();
  }

  private void askAgain(Page page) {
    page.redirect = null;
    page.trouble = null;
    asked++;
    queue.offer(page);
  }

  /** Where a redirect leads; null if that is no web address, which is noted. */
  private static @Nullable Url target(Page page, Answer answer) {
    var location = answer.location() == null ? null : Url.fromField(answer.location());
    try {
      var target = location == null ? null : page.address.resolve(location);
      if (target != null) {
        return target;
      }
    } catch (NotAnAddress e) {
      // told below
    }
    page.trouble = answer.status() + " redirects to no web address: " + shortened(location);
    return null;
  }

  private static String shortened(@Nullable String location) {
    var text = "" + location;
    return Words.plain(text.length() <= 200 ? text : text.substring(0, 200) + "...");
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
    if (!fetcher.host(page.address).robots.allows(page.address)) {
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

  Url start() {
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
    return pages.all();
  }

  /** What of the site's rules could not be obeyed as it is written; null if all of it was. */
  @Nullable String rulesTrouble() {
    return fetcher.host(start).robots.trouble();
  }

  /** How many addresses were found that there was no room for. */
  int leftOut() {
    return pages.leftOut();
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

  Options options() {
    return options;
  }

  Fetcher fetcher() {
    return fetcher;
  }
}

package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import toro.examples.web.Fields;

class PageCacheTest {
  private static final String KEY = "http://a/";
  private static final Fields NONE = new Fields(List.of());
  private static final Duration ANY_AGE = Duration.ofDays(1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
  private final PageCache cache = new PageCache(10_000, now::get);

  @Test
  void turn_untilThePageExpires_getsIt() throws Exception {
    var page = page(Duration.ofSeconds(10));
    cache.end(KEY, fetch(), page);
    now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
    assertSame(page, assertInstanceOf(PageCache.Stored.class, turn()).page());
    now.incrementAndGet();
    fetch();
    assertEquals(0, cache.counts().bytes());
  }

  @Test
  void turn_pageOlderThanWanted_isToBeFetched_andKeptForTheOthers() throws Exception {
    cache.end(KEY, fetch(), page(Duration.ofSeconds(10)));
    now.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertInstanceOf(PageCache.Stored.class, turn(wanted(Duration.ofSeconds(6), Duration.ZERO)));
    assertInstanceOf(PageCache.Begun.class, turn(wanted(Duration.ofSeconds(5), Duration.ZERO)));
    assertInstanceOf(PageCache.Stored.class, turn());
  }

  @Test
  void turn_pageNotFreshForAsLongAsWanted_isToBeFetched() throws Exception {
    cache.end(KEY, fetch(), page(Duration.ofSeconds(10)));
    assertInstanceOf(PageCache.Stored.class, turn(wanted(ANY_AGE, Duration.ofSeconds(10))));
    assertInstanceOf(PageCache.Begun.class, turn(wanted(ANY_AGE, Duration.ofSeconds(11))));
  }

  @Test
  void turn_whileThePageIsBeingFetched_joins_unlessItIsStaleAtOnce() throws Exception {
    var download = fetch();
    assertInstanceOf(PageCache.Joined.class, turn());
    download.begin(answer(terms(Duration.ofSeconds(10))));
    assertInstanceOf(PageCache.Joined.class, turn());
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertInstanceOf(PageCache.Begun.class, turn());
    assertEquals(2, cache.counts().joined());
  }

  @Test
  void page_staleAtOnce_isNotKept() throws Exception {
    cache.end(KEY, fetch(), page(Duration.ZERO));
    assertEquals(0, cache.counts().pages());
    fetch();
  }

  @Test
  void leave_wakesNobodyAndKeepsNothing() throws Exception {
    var download = fetch();
    var joined = assertInstanceOf(PageCache.Joined.class, turn());
    cache.leave(KEY, download);
    var failure = new Refusal(502, "no");
    download.fail(failure);
    assertSame(failure, assertThrows(Refusal.class, () -> joined.reader().head(head -> {})));
    fetch();
  }

  @Test
  void forget_whileThePageIsBeingFetched_keepsOnlyTheNextOne() throws Exception {
    var old = fetch();
    cache.forget(KEY);
    var newer = fetch();
    cache.end(KEY, old, page(ANY_AGE));
    assertEquals(0, cache.counts().pages());
    var newerPage = page(ANY_AGE);
    cache.end(KEY, newer, newerPage);
    assertSame(newerPage, assertInstanceOf(PageCache.Stored.class, turn()).page());
    assertEquals(newerPage.size(), cache.counts().bytes());
    cache.forget(KEY);
    assertEquals(0, cache.counts().bytes());
  }

  @Test
  void end_ofAPageThatIsThere_replacesIt() throws Exception {
    cache.end(KEY, fetch(), page(ANY_AGE));
    var reload = wanted(Duration.ZERO, Duration.ZERO);
    var newer = page(ANY_AGE);
    cache.end(KEY, begun(reload), newer);
    assertSame(newer, assertInstanceOf(PageCache.Stored.class, turn()).page());
    assertEquals(1, cache.counts().pages());
    assertEquals(newer.size(), cache.counts().bytes());
  }

  private PageCache.Turn turn() throws InterruptedException {
    return turn(wanted(ANY_AGE, Duration.ZERO));
  }

  private PageCache.Turn turn(Terms.Wanted wanted) throws InterruptedException {
    return cache.turn(KEY, wanted, () -> new Download(NONE, 1_000, () -> {}));
  }

  private Download fetch() throws InterruptedException {
    return begun(wanted(ANY_AGE, Duration.ZERO));
  }

  private Download begun(Terms.Wanted wanted) throws InterruptedException {
    var download = new Download(NONE, 1_000, () -> {});
    assertInstanceOf(PageCache.Begun.class, cache.turn(KEY, wanted, () -> download));
    return download;
  }

  private static Terms.Wanted wanted(Duration maxAge, Duration minFresh) {
    return new Terms.Wanted(NONE, maxAge, minFresh, false);
  }

  private Terms terms(Duration lifetime) {
    return new Terms(Selection.of(List.of(), NONE), now.get(), Duration.ZERO, lifetime);
  }

  private Page page(Duration lifetime) {
    return new Page(NONE, new byte[10], terms(lifetime));
  }

  private static Answer answer(Terms terms) {
    return new Answer(200, "OK", NONE, true, Request.UNKNOWN, Optional.of(terms));
  }
}

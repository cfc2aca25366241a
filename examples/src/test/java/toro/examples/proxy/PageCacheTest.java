package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PageCacheTest {
  private static final PageCache.Key KEY = new PageCache.Key(URI.create("http://a/"), "");
  private static final Duration ANY_AGE = Duration.ofDays(1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
  private final PageCache cache = new PageCache(10_000, now::get);

  @Test
  void turn_untilThePageExpires_getsIt() throws Exception {
    var page = page(Duration.ofSeconds(10));
    cache.end(fetch(), Optional.of(page));
    now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
    var stored = assertInstanceOf(PageCache.Stored.class, cache.turn(KEY, ANY_AGE));
    assertSame(page, stored.page());
    now.incrementAndGet();
    fetch();
    assertEquals(0, cache.counts().bytes());
  }

  @Test
  void turn_pageOlderThanWanted_isToBeFetched() throws Exception {
    cache.end(fetch(), Optional.of(page(Duration.ofSeconds(10))));
    now.addAndGet(TimeUnit.SECONDS.toNanos(5));
    var six = Duration.ofSeconds(6);
    assertInstanceOf(PageCache.Stored.class, cache.turn(KEY, six));
    var five = Duration.ofSeconds(5);
    assertInstanceOf(PageCache.Fetch.class, cache.turn(KEY, five));
  }

  @Test
  void lifetimeOfZero_isOnlyForThoseWhoWait() throws Exception {
    var fetch = fetch();
    var joined = assertInstanceOf(PageCache.Joined.class, cache.turn(KEY, ANY_AGE));
    var page = page(Duration.ZERO);
    cache.end(fetch, Optional.of(page));
    assertSame(page, joined.result().getNow().orElseThrow());
    fetch();
  }

  @Test
  void fail_wakesThoseWhoWait_andIsNotKept() throws Exception {
    var fetch = fetch();
    var joined = assertInstanceOf(PageCache.Joined.class, cache.turn(KEY, Duration.ZERO));
    var failure = new Refusal(502, "no");
    cache.fail(fetch, failure);
    assertSame(failure, assertThrows(Refusal.class, joined.result().whenDone()::await));
    cache.fail(fetch, new Refusal(503, "late"));
    assertSame(failure, assertThrows(Refusal.class, joined.result()::getNow));
    fetch();
  }

  @Test
  void forget_whileThePageIsBeingFetched_givesItToThoseWhoWaitAndDoesNotKeepIt() throws Exception {
    var old = fetch();
    var joined = assertInstanceOf(PageCache.Joined.class, cache.turn(KEY, ANY_AGE));
    cache.forget(KEY.target());
    var newer = fetch();
    cache.end(old, Optional.of(page(ANY_AGE)));
    assertEquals(0, cache.counts().pages());
    assertEquals(true, joined.result().getNow().isPresent());
    var newerPage = page(ANY_AGE);
    cache.end(newer, Optional.of(newerPage));
    var stored = assertInstanceOf(PageCache.Stored.class, cache.turn(KEY, ANY_AGE));
    assertSame(newerPage, stored.page());
    assertEquals(newerPage.size(), cache.counts().bytes());
  }

  private PageCache.Fetch fetch() throws InterruptedException {
    return assertInstanceOf(PageCache.Fetch.class, cache.turn(KEY, ANY_AGE));
  }

  private Page page(Duration lifetime) {
    return new Page(new Fields(List.of()), new byte[10], now.get(), Duration.ZERO, lifetime);
  }
}

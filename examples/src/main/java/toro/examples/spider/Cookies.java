package toro.examples.spider;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.Cookie;
import org.apache.hc.client5.http.cookie.CookieStore;

/**
 * The cookies of one crawl: as many, and as large, as RFC 6265 wants to be kept (6.1). The HTTP
 * client's threads bring them, so this may be used by several at once.
 */
final class Cookies implements CookieStore {
  private static final int MOST = 3000;
  private static final int MOST_OF_ONE_DOMAIN = 50;
  private static final int LARGEST = 4096;

  private final BasicCookieStore kept = new BasicCookieStore();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  /** How often a cookie has come: a page may look different after that. */
  int changes() {
    return changes.get();
  }

  /** How many were not kept. */
  int refused() {
    return refused.get();
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (hasRoom(cookie)) {
      kept.addCookie(cookie);
      changes.incrementAndGet();
    } else {
      refused.incrementAndGet();
    }
  }

  private boolean hasRoom(Cookie cookie) {
    var all = kept.getCookies();
    var value = cookie.getValue() == null ? "" : cookie.getValue();
    return cookie.getName().length() + value.length() <= LARGEST
        && (all.size() < MOST && ofDomain(all, cookie.getDomain()) < MOST_OF_ONE_DOMAIN
            || all.stream().anyMatch(other -> isSame(other, cookie)));
  }

  private static long ofDomain(List<Cookie> all, String domain) {
    return all.stream().filter(other -> other.getDomain().equals(domain)).count();
  }

  private static boolean isSame(Cookie one, Cookie other) {
    return one.getName().equals(other.getName())
        && one.getDomain().equals(other.getDomain())
        && one.getPath().equals(other.getPath());
  }

  @Override
  public List<Cookie> getCookies() {
    return kept.getCookies();
  }

  @Override
  @Deprecated
  public boolean clearExpired(Date date) {
    return kept.clearExpired(date);
  }

  @Override
  public boolean clearExpired(Instant instant) {
    return kept.clearExpired(instant);
  }

  @Override
  public void clear() {
    kept.clear();
  }
}

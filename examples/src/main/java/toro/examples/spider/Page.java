package toro.examples.spider;

import java.util.List;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Url;

/**
 * An address that the spider knows, and what became of it. Its fields belong to the coroutines of
 * one loop: a coroutine runs undisturbed until it awaits, so they need no lock.
 */
final class Page {
  static final int MOST_REDIRECTS = 10;

  final Url address;
  final boolean inside; // whether it is below the start
  final @Nullable Page foundOn; // the first page that led here; null for the start
  int depth = Integer.MAX_VALUE; // how many links away from the start
  boolean asked;
  int times; // how often it was asked for
  int cookies; // how many had come when it was asked for
  @Nullable Skipped skipped; // why it was not asked for
  @Nullable Answer answer;
  @Nullable String trouble; // what is wrong with the answer
  @Nullable String unread; // why it was not read, or not to its end
  @Nullable Page redirect; // where the answer leads
  List<Page> links = List.of();
  List<String> wrong = List.of(); // references that are no addresses

  /** Why an address that was found is not asked for. */
  enum Skipped {
    ELSEWHERE("elsewhere", "links elsewhere, not checked (--external checks them)"),
    FORBIDDEN("forbidden", "forbidden by robots.txt"),
    TOO_DEEP("tooDeep", "deeper than --depth"),
    OVER_LIMIT("overLimit", "left out because of --pages");

    final String key;
    final String words;

    Skipped(String key, String words) {
      this.key = key;
      this.words = words;
    }
  }

  Page(Url address, boolean inside, @Nullable Page foundOn) {
    this.address = address;
    this.inside = inside;
    this.foundOn = foundOn;
  }

  /** Whether its redirects lead back to it. */
  boolean isInCircle() {
    var last = redirect;
    for (int hops = 0; last != null && last != this && hops <= MOST_REDIRECTS; hops++) {
      last = last.redirect;
    }
    return last == this;
  }

  /** What is wrong with a link to this page, its redirects included; null if nothing is known. */
  @Nullable String problem() {
    var last = this;
    for (int hops = 0; last.redirect != null; hops++) {
      last = last.redirect;
      if (last == this) {
        return "redirects in a circle";
      }
      if (hops == MOST_REDIRECTS) {
        return "more than " + MOST_REDIRECTS + " redirects";
      }
    }
    return last == this || last.trouble == null
        ? last.trouble
        : last.trouble + " after a redirect to " + last.address;
  }
}

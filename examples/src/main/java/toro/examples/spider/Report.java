package toro.examples.spider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import toro.examples.spider.Page.Skipped;
import toro.examples.web.Url;

/** What the spider found. */
final class Report {
  final Spider spider;
  final Duration time;
  final boolean stopped; // before the end
  final List<Broken> broken;
  final List<Page> unread; // not, or not to the end
  final List<Page> slowest;
  final Map<Skipped, Integer> skipped = new EnumMap<>(Skipped.class);
  final Map<String, Integer> fileTypes = new TreeMap<>(); // of what is not HTML
  int pages; // HTML
  int files; // other than HTML
  int redirects;
  int elsewhere; // links that lead elsewhere and were checked
  int unvisited; // when it was stopped

  private static final int SLOWEST = 3;

  /**
   * A link that leads nowhere.
   *
   * @param foundOn the pages that hold it; none for the start
   */
  record Broken(String link, int status, String problem, List<Url> foundOn) {}

  Report(Spider spider, Duration time, boolean stopped) {
    this.spider = spider;
    this.time = time;
    this.stopped = stopped;
    this.broken = brokenLinks(spider);
    this.unread = spider.pages().stream().filter(page -> page.unread != null).toList();
    this.slowest =
        spider.pages().stream()
            .filter(page -> page.answer != null)
            .sorted(Comparator.comparing(Report::slowness).reversed())
            .limit(SLOWEST)
            .toList();
    spider.pages().forEach(this::count);
  }

  /** The exit status. */
  int status() {
    return broken.isEmpty() && isComplete() ? 0 : 1;
  }

  /** Whether all was looked at that a person would expect to have been. */
  boolean isComplete() {
    boolean tooMany = skipped.containsKey(Skipped.OVER_LIMIT) && !spider.options().pagesAreChosen();
    return unread.isEmpty()
        && spider.refusal() == null
        && spider.rulesTrouble() == null
        && spider.leftOut() == 0
        && !tooMany;
  }

  private void count(Page page) {
    if (page.skipped != null) {
      skipped.merge(page.skipped, 1, Integer::sum);
    }
    var answer = page.answer;
    if (answer == null) {
      unvisited += page.asked ? 1 : 0;
      return;
    }
    if (answer.isRedirect()) {
      redirects++;
    } else if (!page.inside) {
      elsewhere++;
    } else if (answer.isPage()) {
      pages++;
    } else if (page.trouble == null) {
      files++;
      fileTypes.merge(answer.type(), 1, Integer::sum);
    }
  }

  private static Duration slowness(Page page) {
    return page.answer == null ? Duration.ZERO : page.answer.time();
  }

  /** Every link that leads nowhere, with the pages that hold it, in the order of finding. */
  private static List<Broken> brokenLinks(Spider spider) {
    Map<String, Broken> broken = new LinkedHashMap<>();
    for (var page : spider.pages()) {
      if (page.foundOn == null) {
        add(broken, page, null);
      }
      for (var link : page.links) {
        add(broken, link, page);
      }
      for (var reference : page.wrong) {
        broken
            .computeIfAbsent(reference, r -> new Broken(r, 0, "no address", new ArrayList<>()))
            .foundOn()
            .add(page.address);
      }
    }
    return List.copyOf(broken.values());
  }

  private static void add(Map<String, Broken> broken, Page link, @Nullable Page foundOn) {
    var problem = link.problem();
    if (problem == null) {
      return;
    }
    var address = link.address.toString();
    int status = link.answer == null ? 0 : link.answer.status();
    var entry =
        broken.computeIfAbsent(address, a -> new Broken(a, status, problem, new ArrayList<>()));
    if (foundOn != null) {
      entry.foundOn().add(foundOn.address);
    }
  }
}

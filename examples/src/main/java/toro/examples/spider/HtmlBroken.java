package toro.examples.spider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import toro.examples.spider.Report.Broken;

/**
 * The broken links by the page that holds them, as a person repairs them. A link that many pages
 * hold stands in what they have in common, and is told once.
 */
final class HtmlBroken {
  private static final int MANY = 5;
  private static final int MOST_LINKS = 2_000;
  private static final int MOST_TOGETHER = 50; // of one page
  private static final String ALL = "; --json has all of them";

  private final HtmlText text;
  private final Map<String, List<Broken>> byPage = new LinkedHashMap<>();
  private final List<Broken> onMany = new ArrayList<>();
  private final List<Broken> start = new ArrayList<>();
  private int shown;

  HtmlBroken(List<Broken> broken, HtmlText text) {
    this.text = text;
    broken.forEach(this::sort);
  }

  private void sort(Broken broken) {
    var holders = new LinkedHashSet<String>();
    broken.foundOn().forEach(page -> holders.add(page.toString()));
    if (holders.isEmpty()) {
      start.add(broken);
    } else if (holders.size() > MANY) {
      onMany.add(broken);
    } else {
      holders.forEach(page -> byPage.computeIfAbsent(page, p -> new ArrayList<>()).add(broken));
    }
  }

  void appendTo(Element section) {
    if (!start.isEmpty()) {
      group(section, start).prependText("The start ");
    }
    if (!onMany.isEmpty()) {
      onMany.sort(Comparator.comparingInt((Broken broken) -> broken.foundOn().size()).reversed());
      group(section, onMany).prependText("On more than " + MANY + " pages ");
    }
    var pages = new ArrayList<>(byPage.entrySet());
    pages.sort(Comparator.comparing(Map.Entry::getKey));
    pages.sort(Comparator.comparingInt(page -> -page.getValue().size()));
    int more = pages.size();
    for (var page : pages) {
      if (shown >= MOST_LINKS) {
        break;
      }
      page(section, page.getKey(), page.getValue());
      more--;
    }
    if (more > 0) {
      var words = "and " + Words.count(more, "more page", "more pages") + " with broken links";
      section.appendElement("p").addClass("more").text(words + ALL);
    }
  }

  private void page(Element section, String page, List<Broken> links) {
    var heading = group(section, links);
    var address = new Element("span");
    text.address(address, page);
    heading.prependText(" ").prependChildren(address.childNodesCopy());
  }

  /** Appends links, and returns their heading, which still wants a name. */
  private Element group(Element section, List<Broken> links) {
    var group = section.appendElement("div").addClass("group");
    var heading = group.appendElement("h3");
    heading
        .appendElement("span")
        .addClass("count")
        .text(Words.count(links.size(), "broken link", "broken links"));
    var list = group.appendElement("ul");
    var some = links.subList(0, Math.min(links.size(), MOST_TOGETHER));
    some.forEach(link -> link(list.appendElement("li"), link));
    shown += some.size();
    int more = links.size() - some.size();
    if (more > 0) {
      list.appendElement("li").addClass("more").text("and " + more + " more" + ALL);
    }
    return heading;
  }

  private void link(Element item, Broken broken) {
    item.appendElement("span").addClass("problem").text(HtmlText.plain(broken.problem()));
    item.appendText(" ");
    var where = item.appendElement("span");
    text.address(where, broken.link());
    int holders = broken.foundOn().size();
    if (holders > MANY) {
      var also = where.appendElement("div").addClass("also");
      also.appendText("on " + holders + " pages, first on ");
      text.address(also, broken.foundOn().getFirst().toString());
    }
  }
}

package toro.examples.spider;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/** What the elements of a page refer to: what a browser fetches, or a person may follow. */
final class References {
  /*
   * Of the attributes that hold addresses, in the HTML standard's index, these are left out: what
   * is sent rather than fetched (action, formaction, ping), what no browser fetches or shows
   * (cite, itemid, itemtype, longdesc, profile), and what is in styles.
   */
  private static final Map<String, List<String>> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("a", List.of("href")),
          Map.entry("area", List.of("href")),
          Map.entry("audio", List.of("src")),
          Map.entry("embed", List.of("src")),
          Map.entry("frame", List.of("src")),
          Map.entry("iframe", List.of("src")),
          Map.entry("img", List.of("src")),
          Map.entry("input", List.of("src")),
          Map.entry("link", List.of("href")),
          Map.entry("object", List.of("data")),
          Map.entry("script", List.of("src")),
          Map.entry("source", List.of("src")),
          Map.entry("track", List.of("src")),
          Map.entry("video", List.of("src", "poster")),
          Map.entry("body", List.of("background")),
          Map.entry("table", List.of("background")),
          Map.entry("thead", List.of("background")),
          Map.entry("tbody", List.of("background")),
          Map.entry("tfoot", List.of("background")),
          Map.entry("tr", List.of("background")),
          Map.entry("td", List.of("background")),
          Map.entry("th", List.of("background")));

  private static final Map<String, String> SETS_OF_IMAGES =
      Map.of("img", "srcset", "source", "srcset", "link", "imagesrcset");

  /** Elements of SVG with {@code href}, or {@code xlink:href} where that is missing. */
  private static final Set<String> IN_SVG = Set.of("a", "feimage", "image", "script", "use");

  /** Elements of which an empty reference means the page itself; elsewhere it means nothing. */
  private static final Set<String> FOLLOWED = Set.of("a", "area");

  /** What a link of these kinds leads to is no page: a host to connect to, or one to post to. */
  private static final Set<String> NOT_FETCHED = Set.of("dns-prefetch", "pingback", "preconnect");

  private References() {}

  /** Shows each reference of an element. */
  static void of(Element element, Consumer<String> references) {
    var name = element.normalName();
    switch (element.tag().namespace()) {
      case Parser.NamespaceHtml -> ofHtml(element, name, references);
      case Parser.NamespaceSvg -> {
        if (IN_SVG.contains(name)) {
          var attribute = element.hasAttr("href") ? "href" : "xlink:href";
          var reference = element.attr(attribute);
          boolean isHere = reference.strip().startsWith("#");
          if (element.hasAttr(attribute) && (name.equals("a") || !isHere)) {
            add(name, reference, references);
          }
        }
      }
      default -> {} // mathematics leads nowhere
    }
  }

  private static void ofHtml(Element element, String name, Consumer<String> references) {
    if (name.equals("meta")) {
      if (element.attr("http-equiv").equalsIgnoreCase("refresh")) {
        var reference = Refresh.reference(element.attr("content"));
        if (reference != null) {
          references.accept(reference);
        }
      }
      return;
    }
    if (isFetched(element, name)) {
      for (var attribute : ATTRIBUTES.getOrDefault(name, List.of())) {
        if (element.hasAttr(attribute)) {
          add(name, element.attr(attribute), references);
        }
      }
    }
    var set = SETS_OF_IMAGES.get(name);
    if (set != null) {
      Srcset.forEach(element.attr(set), references);
    }
  }

  private static boolean isFetched(Element element, String name) {
    return switch (name) {
      case "input" -> element.attr("type").equalsIgnoreCase("image");
      case "iframe" -> !element.hasAttr("srcdoc");
      case "link" -> {
        var kinds = element.attr("rel").strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        yield !NOT_FETCHED.containsAll(List.of(kinds));
      }
      default -> true;
    };
  }

  private static void add(String name, String reference, Consumer<String> references) {
    if (!reference.isBlank() || FOLLOWED.contains(name)) {
      references.accept(reference);
    }
  }

  /** The page that is written inside a frame; null if there is none. */
  static @Nullable String innerPage(Element element) {
    return isHtml(element, "iframe") && element.hasAttr("srcdoc") ? element.attr("srcdoc") : null;
  }

  static boolean isBase(Element element) {
    return isHtml(element, "base") && element.hasAttr("href");
  }

  /** Whether what is inside is not shown: a template, unless it is the shadow of an element. */
  static boolean isInert(Node node) {
    return node instanceof Element element
        && isHtml(element, "template")
        && !element.attr("shadowrootmode").equalsIgnoreCase("open")
        && !element.attr("shadowrootmode").equalsIgnoreCase("closed");
  }

  private static boolean isHtml(Element element, String name) {
    return element.normalName().equals(name)
        && element.tag().namespace().equals(Parser.NamespaceHtml);
  }
}

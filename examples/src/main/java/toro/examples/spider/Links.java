package toro.examples.spider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The links of an HTML page, each once, in the order in which they stand there. */
final class Links {
  private static final Pattern REFRESH = Pattern.compile("(?i)[^;,]*[;,]\\s*url\\s*=\\s*(.*)");

  /** One of "small.png 1x, large.png 2x"; an address may hold commas, but none at its end. */
  private static final Pattern IMAGE = Pattern.compile("[\\s,]*(\\S*[^\\s,])(?:,|[^,]*)");

  private final Set<URI> addresses = new LinkedHashSet<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private URI base;
  private @Nullable String trouble;

  private Links(URI base) {
    this.base = base;
  }

  /** Reads a page, which may be as wrong as pages are. */
  static Links of(byte[] html, @Nullable String charset, URI address) {
    var links = new Links(address);
    try {
      var known = charset != null && isCharset(charset) ? charset : null;
      var page = Jsoup.parse(new ByteArrayInputStream(html), known, address.toString());
      var base = page.selectFirst("base[href]");
      if (base != null) {
        links.rebase(base.attr("href"));
      }
      page.getAllElements().forEach(links::read);
    } catch (IOException | RuntimeException e) { // one unreadable page must not end the crawl
      links.trouble = "cannot be read as HTML: " + e;
    }
    return links;
  }

  List<URI> addresses() {
    return List.copyOf(addresses);
  }

  /** References that are not addresses. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Why the page could not be read; null if it could. */
  @Nullable String trouble() {
    return trouble;
  }

  private static boolean isCharset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void rebase(String reference) {
    try {
      var address = Address.resolve(base, reference);
      base = address == null ? base : address;
    } catch (URISyntaxException e) {
      wrong.add(reference);
    }
  }

  private void read(Element element) {
    switch (element.normalName()) {
      case "a", "area" -> add(element, "href");
      case "link" -> {
        if (!element.attr("rel").matches("(?i).*\\b(preconnect|dns-prefetch)\\b.*")) {
          add(element, "href");
        }
      }
      case "img", "source" -> {
        add(element, "src");
        addSet(element.attr("srcset"));
      }
      case "video" -> {
        add(element, "src");
        add(element, "poster");
      }
      case "script", "iframe", "frame", "audio", "track", "embed" -> add(element, "src");
      case "object" -> add(element, "data");
      case "meta" -> {
        var refresh = REFRESH.matcher(element.attr("content").strip());
        if (element.attr("http-equiv").equalsIgnoreCase("refresh") && refresh.matches()) {
          add(refresh.group(1).replaceAll("^['\"]|['\"]$", ""));
        }
      }
      default -> {} // leads nowhere
    }
  }

  private void add(Element element, String attribute) {
    if (element.hasAttr(attribute)) {
      add(element.attr(attribute));
    }
  }

  private void addSet(String srcset) {
    IMAGE.matcher(srcset).results().forEach(image -> add(image.group(1)));
  }

  private void add(String reference) {
    try {
      var address = Address.resolve(base, reference);
      if (address != null) {
        addresses.add(address);
      }
    } catch (URISyntaxException e) {
      wrong.add(reference.strip());
    }
  }
}

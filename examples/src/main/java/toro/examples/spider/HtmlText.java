package toro.examples.spider;

import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Puts what comes from a site, which may be hostile, into a page: as text, or as a link. */
final class HtmlText {
  private static final int LONGEST = 300;
  private static final Pattern WEB = Pattern.compile("https?://[!-~]{1,2000}");

  /** Controls, marks that turn the direction of writing, halves of characters, line separators. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final String origin;

  /** Addresses of this origin are shown without it. */
  HtmlText(String origin) {
    this.origin = origin;
  }

  /** The same in characters that can be seen, and not too many of them. */
  static String plain(String text) {
    var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return INVISIBLE.matcher(shown).replaceAll("\uFFFD");
  }

  /** Appends an address: as a link if it leads to the web, as text if it does not. */
  void address(Element parent, String address) {
    boolean isHere = address.startsWith(origin + "/");
    link(parent, address, isHere ? address.substring(origin.length()) : address);
  }

  /** Appends a link to this address that reads so. */
  static void link(Element parent, String address, String words) {
    var link = parent.appendElement(WEB.matcher(address).matches() ? "a" : "bdi");
    if (link.nameIs("a")) {
      link.attr("href", address).attr("rel", "noreferrer");
    }
    link.text(plain(words));
  }
}

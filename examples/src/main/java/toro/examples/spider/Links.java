package toro.examples.spider;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeFilter.FilterResult;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;
import toro.examples.web.NotAnAddress;
import toro.examples.web.Url;

/**
 * The links of an HTML page, each once, in the order in which they stand there, as browsers find
 * them. The page may be as wrong, as large and as hostile as pages are.
 */
final class Links {
  /*
   * Overview. A page may be made to cost much more than its size, so that everything that grows
   * has a bound, and reaching one is told as trouble: the time (HtmlTree, which also bounds the
   * elements), the addresses, what they take together, and frames within frames. A reference is
   * resolved once however often it is there, and its address is paid for by its length: the base
   * of a page, which is a part of all its addresses, may be as long as the page.
   */
  private static final int MOST_ADDRESSES = 250_000;
  private static final long MOST_CHARACTERS = 32L << 20;
  private static final int MOST_WRONG = 1_000;
  private static final int LONGEST_WRONG = 200;
  private static final int DEEPEST_FRAME = 3;

  private final Set<Url> addresses = new LinkedHashSet<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private final HtmlTree.Limit limit;
  private int moreWrong;
  private long characters;
  private boolean isFull;
  private @Nullable String trouble;

  private Links(Duration limit) {
    this.limit = new HtmlTree.Limit(limit);
  }

  /**
   * Reads a page.
   *
   * @param charset the one that the {@code Content-Type} field names, or null
   * @param limit how long that may take: what has been found until then is kept
   */
  static Links of(byte[] html, @Nullable String charset, Url address, Duration limit) {
    var links = new Links(limit);
    try {
      var encoding = PageEncoding.of(html, charset);
      links.read(encoding.reader(html), address, encoding.charset(), 0);
    } catch (PageEncoding.Unreadable e) {
      links.trouble = e.words();
    } catch (IOException | RuntimeException e) { // one unreadable page must not end the crawl
      links.trouble = "cannot be read as HTML: " + e;
    }
    return links;
  }

  List<Url> addresses() {
    return List.copyOf(addresses);
  }

  /** References that are not addresses, or how they begin; the first of them if there are many. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** How many such references there were beyond those. */
  int moreWrong() {
    return moreWrong;
  }

  /** Why the page was not read to its end; null if it was. */
  @Nullable String trouble() {
    return trouble == null ? limit.trouble() : trouble;
  }

  private void read(Reader html, Url address, Charset charset, int depth) throws IOException {
    Node page;
    try (html) {
      page = HtmlTree.of(html, limit);
    }
    var base = new Base(address, charset);
    NodeTraversor.filter(base, page);
    NodeTraversor.filter(new Finder(base.url, charset, depth), page);
  }

  /** Finds what a page's references start from: its first {@code <base href>}. */
  private final class Base implements NodeFilter {
    private final Charset charset;
    private Url url;

    Base(Url address, Charset charset) {
      this.url = address;
      this.charset = charset;
    }

    @Override
    public FilterResult head(Node node, int depth) {
      if (limit.isOver()) {
        return FilterResult.STOP;
      }
      if (node instanceof Element element && References.isBase(element)) {
        var reference = element.attr("href");
        try {
          var resolved = url.resolve(reference, charset);
          url = resolved == null ? url : resolved;
        } catch (NotAnAddress e) {
          addWrong(reference);
        }
        return FilterResult.STOP;
      }
      return References.isInert(node) ? FilterResult.SKIP_CHILDREN : FilterResult.CONTINUE;
    }
  }

  /** Finds the references of a page. */
  private final class Finder implements NodeFilter {
    private final Url base;
    private final Charset charset;
    private final int frames; // around this page
    private final Set<String> known = new HashSet<>();
    private final Set<String> knownFrames = new HashSet<>();

    Finder(Url base, Charset charset, int frames) {
      this.base = base;
      this.charset = charset;
      this.frames = frames;
    }

    @Override
    public FilterResult head(Node node, int depth) {
      if (isFull || limit.isOver()) {
        return FilterResult.STOP;
      }
      if (node instanceof Element element) {
        References.of(element, this::add);
        var inner = References.innerPage(element);
        if (inner != null && knownFrames.add(inner)) {
          addFrame(inner);
        }
      }
      return References.isInert(node) ? FilterResult.SKIP_CHILDREN : FilterResult.CONTINUE;
    }

    private void add(String reference) {
      int fragment = reference.indexOf('#');
      var text = fragment < 0 ? reference : reference.substring(0, fragment);
      if (isFull || limit.isOver() || !known.add(text)) {
        return;
      }
      try {
        var address = base.resolve(text, charset);
        if (address != null) {
          addresses.add(address);
          characters += address.toString().length();
        }
      } catch (NotAnAddress e) {
        addWrong(reference);
      }
      if (addresses.size() >= MOST_ADDRESSES || characters >= MOST_CHARACTERS) {
        isFull = true;
        trouble = "leads to too many addresses, read in part";
      }
    }

    private void addFrame(String html) {
      if (frames == DEEPEST_FRAME) {
        trouble = "has more than " + DEEPEST_FRAME + " frames within one another, read in part";
        return;
      }
      try {
        read(new StringReader(html), base, StandardCharsets.UTF_8, frames + 1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void addWrong(String reference) {
    var shown = shortened(reference.strip());
    if (wrong.size() < MOST_WRONG) {
      wrong.add(shown);
    } else if (!wrong.contains(shown)) {
      moreWrong++;
    }
  }

  private static String shortened(String text) {
    if (text.length() <= LONGEST_WRONG) {
      return text;
    }
    boolean isWithinPair = Character.isHighSurrogate(text.charAt(LONGEST_WRONG - 1));
    return text.substring(0, isWithinPair ? LONGEST_WRONG - 1 : LONGEST_WRONG) + "...";
  }
}

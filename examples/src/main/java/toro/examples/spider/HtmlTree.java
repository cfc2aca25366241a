package toro.examples.spider;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jspecify.annotations.Nullable;

/**
 * Makes trees of HTML, as far as a limit allows: what comes after it is as if it were not there.
 */
final class HtmlTree {
  private HtmlTree() {}

  static Document of(Reader html, Limit limit) {
    var parser = new StreamParser(Parser.htmlParser());
    parser.parse(new LimitedReader(html, limit), "");
    var elements = parser.iterator();
    try {
      while (limit.allowsMore() && elements.hasNext()) {
        limit.count(elements.next());
      }
    } catch (RuntimeException e) { // the parser has failed, which must not end the crawl
      limit.note("cannot be read as HTML: " + e);
    }
    return parser.document();
  }

  /** How long a page may take, and how many elements it may have, its inner pages included. */
  static final class Limit {
    private static final int MOST_ELEMENTS = 1_000_000;
    private static final int MOST_ATTRIBUTES = 512; // the parser keeps no more

    private final long endOfTrees; // what has been read until then is still looked at
    private final long end;
    private int elements;
    private @Nullable String trouble;

    Limit(Duration time) {
      long now = System.nanoTime();
      endOfTrees = now + time.toNanos() / 4 * 3;
      end = now + time.toNanos();
    }

    /** Why the page was not read to its end; null if it was. */
    @Nullable String trouble() {
      return trouble;
    }

    /** Whether all of the time has passed. */
    boolean isOver() {
      return isPast(end);
    }

    private boolean allowsMore() {
      return elements <= MOST_ELEMENTS && !isPast(endOfTrees);
    }

    private boolean isPast(long time) {
      boolean isPast = System.nanoTime() - time >= 0;
      if (isPast) {
        note("takes too long to read as HTML");
      }
      return isPast;
    }

    private void count(Element element) {
      if (++elements > MOST_ELEMENTS) {
        note("has more than a million elements, read in part");
      }
      if (element.attributesSize() >= MOST_ATTRIBUTES) {
        note("has an element with too many attributes, read in part");
      }
    }

    private void note(String words) {
      trouble = trouble == null ? words : trouble;
    }
  }

  /** Ends when the limit is over. The parser asks for a few thousand characters at once. */
  private static final class LimitedReader extends FilterReader {
    private final Limit limit;

    LimitedReader(Reader in, Limit limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      return limit.allowsMore() ? super.read(buffer, offset, length) : -1;
    }
  }
}

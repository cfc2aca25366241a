package toro.examples.spider;

import static toro.Clause.after;
import static toro.Clause.whenSet;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import toro.AsyncEvent;
import toro.Select;
import toro.examples.web.Url;

/** What one sees while the spider runs: a picture that changes, or lines, or nothing. */
final class Progress {
  private static final int WIDTH = 79;
  private static final int BAR = 24;
  private static final int MOST_ADDRESSES = 8;
  private static final int MOST_BROKEN = 20;
  private static final Duration FRAME = Duration.ofMillis(100);
  private static final Duration LINE = Duration.ofSeconds(2);

  private final PrintStream out;
  private final Mode mode;
  private final Ink ink;
  private final AsyncEvent over = new AsyncEvent().named("crawl is over");
  private final long since = System.nanoTime();
  private int drawn; // lines of the picture that stands on the terminal
  private int brokenShown;

  /** How to show it. */
  enum Mode {
    RICH,
    PLAIN,
    NONE
  }

  Progress(PrintStream out, Mode mode) {
    this.out = out;
    this.mode = mode;
    this.ink = new Ink(mode == Mode.RICH);
  }

  /** A coroutine that shows how far the spider is, until it is over. */
  void run(Spider spider) throws InterruptedException {
    var end = whenSet(over);
    var next = Select.ordered(end, after(mode == Mode.RICH ? FRAME : LINE));
    try {
      while (!next.select().await().is(end)) {
        show(spider);
      }
    } finally {
      print(wiped());
    }
  }

  void end() {
    over.set();
  }

  /** A line that stays. */
  void say(String line) {
    if (mode != Mode.NONE) {
      print(wiped() + line + System.lineSeparator());
    }
  }

  /** Tells of a broken link as soon as it is known. */
  void broken(String link, String problem, @Nullable Page foundOn) {
    if (brokenShown < MOST_BROKEN) {
      say(ink.red(problem) + "  " + link + (foundOn == null ? "" : on(foundOn)));
    } else if (brokenShown == MOST_BROKEN) {
      say("more broken links: see the report");
    }
    brokenShown++;
  }

  private String on(Page page) {
    return ink.faint("  on " + page.address);
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private void show(Spider spider) {
    switch (mode) {
      case RICH -> draw(spider);
      case PLAIN -> out.println(Words.time(elapsed()) + ": " + numbers(spider));
      case NONE -> {} // as it was asked for
    }
  }

  private String numbers(Spider spider) {
    int toGo = spider.asked() - spider.answered();
    return Words.count(spider.answered(), "answer", "answers")
        + ", "
        + toGo
        + " to go, "
        + Words.bytes(spider.bytes())
        + (spider.broken() == 0 ? "" : ", " + ink.red(spider.broken() + " broken"));
  }

  private void draw(Spider spider) {
    var picture = new StringBuilder(wiped());
    picture.append(bar(spider)).append(' ').append(numbers(spider));
    picture.append(ink.faint("  " + Words.time(elapsed()))).append(System.lineSeparator());
    drawn = 1;
    for (Url address : spider.fetcher().inFlight()) {
      if (drawn > MOST_ADDRESSES) {
        break;
      }
      picture.append(ink.faint("  " + shortened(address.target())));
      picture.append(System.lineSeparator());
      drawn++;
    }
    print(picture.toString());
  }

  private String bar(Spider spider) {
    boolean hasLines = StandardCharsets.UTF_8.equals(out.charset());
    int full = spider.asked() == 0 ? 0 : BAR * spider.answered() / spider.asked();
    return ink.green((hasLines ? "━" : "=").repeat(full))
        + ink.faint((hasLines ? "─" : "-").repeat(BAR - full));
  }

  private static String shortened(String text) {
    int most = WIDTH - 3;
    return text.length() <= most ? text : "..." + text.substring(text.length() - most + 3);
  }

  /** The codes that take the picture away: up to its first line, and clear from there. */
  private String wiped() {
    int lines = drawn;
    drawn = 0;
    return lines == 0 ? "" : "\u001B[" + lines + "A\r\u001B[J";
  }

  private void print(String text) {
    if (!text.isEmpty()) {
      out.print(text);
      out.flush();
    }
  }
}

package toro.examples.spider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Url;

/** What a robots.txt allows one kind of robot (RFC 9309, and the common {@code Crawl-delay}). */
final class Robots {
  static final Robots ALLOW_ALL = new Robots(new RobotsRules(Map.of()), Duration.ZERO);
  static final Robots ALLOW_NONE = new Robots(new RobotsRules(Map.of("/", false)), Duration.ZERO);

  private final RobotsRules rules;
  private final Duration delay;

  private Robots(RobotsRules rules, Duration delay) {
    this.rules = rules;
    this.delay = delay;
  }

  /** The rules of one user agent. */
  private static final class Group {
    final Map<String, Boolean> rules = new LinkedHashMap<>(); // whether each pattern allows
    Duration delay = Duration.ZERO;
    boolean isNamed;

    void add(String pattern, boolean allows) {
      if (!pattern.isEmpty()) {
        rules.merge(Url.comparable(pattern), allows, Boolean::logicalOr);
      }
    }
  }

  /** The rules for the robot of this name; those for {@code *} where the file does not name it. */
  static Robots parse(String text, String name) {
    var ours = new Group();
    var everybodys = new Group();
    Set<Group> current = new LinkedHashSet<>();
    boolean inNames = false;
    for (int start = text.startsWith("\uFEFF") ? 1 : 0; start < text.length(); ) {
      int end = endOfLine(text, start);
      var line = text.substring(start, end);
      start = end + 1;
      int comment = line.indexOf('#');
      var content = comment < 0 ? line : line.substring(0, comment);
      int colon = content.indexOf(':');
      if (colon < 0) {
        continue;
      }
      var key = content.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      var value = content.substring(colon + 1).strip();
      switch (key) {
        case "user-agent" -> {
          if (!inNames) {
            current.clear();
          }
          inNames = true;
          if (value.equals("*")) {
            current.add(everybodys);
          } else if (!token(value).isEmpty() && token(value).equalsIgnoreCase(token(name))) {
            ours.isNamed = true;
            current.add(ours);
          }
        }
        case "allow", "disallow" -> {
          inNames = false;
          current.forEach(group -> group.add(value, key.equals("allow")));
        }
        case "crawl-delay" -> {
          inNames = false;
          var delay = seconds(value);
          if (delay != null) {
            current.forEach(group -> group.delay = delay);
          }
        }
        default -> {} // other keys are not about what may be crawled
      }
    }
    var group = ours.isNamed ? ours : everybodys;
    return new Robots(new RobotsRules(group.rules), group.delay);
  }

  private static int endOfLine(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static @Nullable Duration seconds(String value) {
    return value.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")
        ? Duration.ofMillis((long) (Double.parseDouble(value) * 1000))
        : null;
  }

  /** The name that counts: "toro-spider" of "toro-spider/0.1 (+https://...)". */
  private static String token(String name) {
    int end = 0;
    while (end < name.length() && isOfToken(name.charAt(end))) {
      end++;
    }
    return name.substring(0, end);
  }

  private static boolean isOfToken(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' || c == '_' || c == '-';
  }

  /** Whether this address may be asked for: the longest rule decides. */
  boolean allows(Url address) {
    var target = address.comparableTarget();
    return target.equals("/robots.txt") || rules.allow(target);
  }

  /** The least time between the starts of two requests. */
  Duration delay() {
    return delay;
  }

  /** What of the file could not be obeyed as it is written; null if all of it is. */
  @Nullable String trouble() {
    return rules.trouble();
  }
}

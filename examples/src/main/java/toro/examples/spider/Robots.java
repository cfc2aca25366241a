package toro.examples.spider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a robots.txt allows one kind of robot (RFC 9309, and the common {@code Crawl-delay}). */
final class Robots {
  static final Robots ALLOW_ALL = new Robots(List.of(), Duration.ZERO);
  static final Robots ALLOW_NONE = new Robots(List.of(new Rule("/", false)), Duration.ZERO);

  private final List<Rule> rules;
  private final Duration delay;

  private Robots(List<Rule> rules, Duration delay) {
    this.rules = rules;
    this.delay = delay;
  }

  private record Rule(String pattern, boolean allows) {}

  /** The rules of one user agent. */
  private static final class Group {
    final List<Rule> rules = new ArrayList<>();
    Duration delay = Duration.ZERO;
    boolean named;
  }

  /** The rules for the robot of this name; those for {@code *} where the file does not name it. */
  static Robots parse(String text, String name) {
    var ours = new Group();
    var everybodys = new Group();
    List<Group> current = new ArrayList<>();
    boolean inNames = false;
    for (var line : text.split("\\R", -1)) {
      var comment = line.indexOf('#');
      var rule = (comment < 0 ? line : line.substring(0, comment)).split(":", 2);
      if (rule.length < 2) {
        continue;
      }
      var key = rule[0].replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT);
      var value = rule[1].strip();
      if (key.equals("user-agent")) {
        if (!inNames) {
          current.clear();
        }
        if (value.equals("*")) {
          current.add(everybodys);
        } else if (token(value).equalsIgnoreCase(token(name))) {
          ours.named = true;
          current.add(ours);
        }
      } else {
        for (var group : current) {
          add(group, key, value);
        }
      }
      inNames = key.equals("user-agent") || (inNames && key.equals("sitemap"));
    }
    var group = ours.named ? ours : everybodys;
    return new Robots(group.rules, group.delay);
  }

  private static void add(Group group, String key, String value) {
    switch (key) {
      case "allow", "disallow" -> {
        if (!value.isEmpty()) {
          group.rules.add(new Rule(Address.encodedRule(value), key.equals("allow")));
        }
      }
      case "crawl-delay" -> {
        if (value.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
          group.delay = Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
        }
      }
      default -> {} // other keys are not about what may be crawled
    }
  }

  /** The name that counts: "toro-spider" of "toro-spider/0.1 (+https://...)". */
  private static String token(String name) {
    return name.split("[^A-Za-z_-]", 2)[0];
  }

  /** Whether this path, with its query, may be asked for: the longest rule decides. */
  boolean allows(String target) {
    int longest = -1;
    boolean allowed = true;
    for (var rule : rules) {
      int length = rule.pattern().length();
      if (length >= longest && matches(rule.pattern(), target)) {
        allowed = rule.allows() || (length == longest && allowed);
        longest = length;
      }
    }
    return allowed || target.equals("/robots.txt");
  }

  /** The least time between the starts of two requests. */
  Duration delay() {
    return delay;
  }

  /** Whether the pattern, with {@code *} for anything and {@code $} for the end, fits the start. */
  private static boolean matches(String rule, String target) {
    boolean toTheEnd = rule.endsWith("$");
    var pattern = toTheEnd ? rule.substring(0, rule.length() - 1) : rule + "*";
    int p = 0;
    int star = -1;
    int starAt = 0;
    for (int t = 0; t < target.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starAt = t;
      } else if (p < pattern.length() && pattern.charAt(p) == target.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) { // let the last star take one character more
        p = star + 1;
        t = ++starAt;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}

package toro.examples.spider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules for one kind of robot: of those that fit an address the longest decides. */
final class RobotsRules {
  /*
   * Overview. A file of the size that counts may have fifty thousand rules, and every address is
   * tried on them. One without stars costs no more than its own length. One with stars takes one
   * pass over the address, so that their number has a limit: beyond it a rule that forbids is
   * shortened to what stands before its first star, and one that allows is left out. Nothing is
   * asked for that a rule forbids.
   */
  private static final int MOST_WITH_STARS = 1_000;

  private final List<RobotsRule> rules = new ArrayList<>(); // the one that decides comes first
  private final boolean isShortened;

  /** Takes patterns, written as addresses are, and whether each of them allows. */
  RobotsRules(Map<String, Boolean> patterns) {
    int withStars = 0;
    for (var pattern : patterns.entrySet()) {
      var text = pattern.getKey();
      boolean allows = pattern.getValue();
      int star = text.indexOf('*');
      if (star < 0 || ++withStars <= MOST_WITH_STARS) {
        rules.add(new RobotsRule(text, text.length(), allows));
      } else if (!allows) {
        rules.add(new RobotsRule(text.substring(0, star), text.length(), false));
      }
    }
    isShortened = withStars > MOST_WITH_STARS;
    rules.sort(
        Comparator.comparingInt(RobotsRule::length)
            .reversed()
            .thenComparing(RobotsRule::allows, Comparator.reverseOrder()));
  }

  boolean allow(String target) {
    for (var rule : rules) {
      if (rule.fits(target)) {
        return rule.allows();
      }
    }
    return true;
  }

  /** What could not be obeyed as it is written; null if all of it is. */
  @Nullable String trouble() {
    return isShortened
        ? "robots.txt has more than " + MOST_WITH_STARS + " rules with '*': the others forbid more"
        : null;
  }
}

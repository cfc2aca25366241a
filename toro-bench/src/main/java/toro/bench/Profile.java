package toro.bench;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where the processor time of one contender goes.
 *
 * @param score how much there is
 * @param samples how often it was looked at
 * @param shares of whose code, from 0 to 1
 * @param methods of which method, with its class, from 0 to 1
 */
record Profile(Score score, int samples, Map<Owner, Double> shares, Map<String, Double> methods) {
  private static final int HOTTEST = 6;

  /** Whose code runs. What the JDK does for somebody in a few instructions is that one's. */
  enum Owner {
    TORO("Toro"),
    PEER("the peer"),
    POOL("the pool of threads"),
    THREADS("virtual threads, park and unpark"),
    SCENARIO("the scenario"),
    REST("others");

    private final String words;

    Owner(String words) {
      this.words = words;
    }

    private static Owner of(String type) {
      if (type.startsWith("toro.bench.") || type.startsWith("org.openjdk.jmh.")) {
        return SCENARIO;
      }
      if (type.startsWith("toro.")) {
        return TORO;
      }
      if (type.startsWith("java.util.concurrent.ForkJoin")
          || type.startsWith("kotlinx.coroutines.scheduling.")) {
        return POOL;
      }
      if (type.startsWith("java.lang.VirtualThread")
          || type.startsWith("java.lang.Thread")
          || type.startsWith("java.lang.System")
          || type.startsWith("jdk.internal.vm.")
          || type.startsWith("java.util.concurrent.locks.LockSupport")) {
        return THREADS;
      }
      if (type.startsWith("java.util.concurrent.")
          || type.startsWith("com.")
          || type.startsWith("io.")
          || type.startsWith("kotlin")) {
        return PEER;
      }
      return REST;
    }
  }

  /**
   * A method in which a thread is.
   *
   * @param type the full name of its class
   * @param method its name
   */
  record Frame(String type, String method) {}

  /** Counts samples. */
  static final class Count {
    private final Map<Owner, Integer> owners = new EnumMap<>(Owner.class);
    private final Map<String, Integer> methods = new TreeMap<>();
    private int samples;

    /** One sample: the frames of a thread, the innermost first. */
    void add(List<Frame> frames) {
      for (var frame : frames) {
        if (!isInstruction(frame.type)) {
          samples++;
          owners.merge(Owner.of(frame.type), 1, Integer::sum);
          var type = frame.type.substring(frame.type.lastIndexOf('.') + 1);
          methods.merge(type + "." + frame.method, 1, Integer::sum);
          return;
        }
      }
    }

    /** What stands for a few instructions, such as a compare-and-set. */
    private static boolean isInstruction(String type) {
      return type.startsWith("java.lang.invoke.")
          || type.startsWith("java.util.concurrent.atomic.")
          || type.startsWith("jdk.internal.misc.");
    }

    Profile of(Score score) {
      var shares = new EnumMap<Owner, Double>(Owner.class);
      owners.forEach((owner, count) -> shares.put(owner, (double) count / samples));
      var each = new TreeMap<String, Double>();
      methods.forEach((method, count) -> each.put(method, (double) count / samples));
      return new Profile(score, samples, shares, each);
    }
  }

  /** Several of one place as a table of Markdown, with the methods that take most. */
  static String table(List<Profile> profiles) {
    var text = new StringBuilder();
    text.append("\n## ").append(profiles.get(0).score.place()).append("\n\n");
    text.append(row("", profiles, each -> each.score.contender()));
    text.append("|---".repeat(profiles.size() + 1)).append("|\n");
    text.append(row("time an operation", profiles, each -> nanos(each.score.wall())));
    text.append(row("processor time", profiles, each -> nanos(each.score.cpu())));
    for (var owner : Owner.values()) {
      if (profiles.stream().anyMatch(each -> each.shares.containsKey(owner))) {
        text.append(row("of it " + owner.words, profiles, each -> each.share(owner)));
      }
    }
    text.append('\n');
    for (var each : profiles) {
      text.append("- ").append(each.score.contender()).append(": ");
      text.append(each.hottest()).append(" (").append(each.samples).append(" samples)\n");
    }
    return text.toString();
  }

  private static String row(String title, List<Profile> profiles, Function<Profile, String> cell) {
    return profiles.stream().map(cell).collect(joining(" | ", "| " + title + " | ", " |\n"));
  }

  private static String nanos(double nanos) {
    return Bar.number(nanos) + " ns";
  }

  private String share(Owner owner) {
    double share = shares.getOrDefault(owner, 0.0);
    return "%s (%.0f %%)".formatted(nanos(share * score.cpu()), 100 * share);
  }

  private String hottest() {
    return methods.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(HOTTEST)
        .map(each -> "`%s` %.0f %%".formatted(each.getKey(), 100 * each.getValue()))
        .collect(joining(", "));
  }
}

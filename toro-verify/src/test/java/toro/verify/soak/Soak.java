package toro.verify.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Random operations on the primitives, given up at random through every door, for a given time;
 * then every permit and item is accounted for.
 *
 * <p>{@code Soak SEED SECONDS [NAME]}: the time is shared out among the primitives whose name
 * contains NAME. The same seed gives the same operations, but not the same schedule.
 */
public final class Soak {
  private static final Duration ROUND = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Soak() {}

  /** What became of the courses: how many operations there were, and what went wrong. */
  record Result(long operations, List<String> faults) {}

  /** Runs the soak, prints what it did, and exits with 1 if anything is wrong. */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[0]);
    var time = Duration.ofSeconds(Long.parseLong(args[1]));
    Result result = run(seed, time, args.length > 2 ? args[2] : "");
    System.exit(result.faults.isEmpty() ? 0 : 1);
  }

  static Result run(long seed, Duration time, String name) {
    var courses = Courses.all();
    courses.keySet().removeIf(each -> !each.contains(name));
    System.out.println("soak, seed " + seed + ", " + time.toSeconds() + " s, " + courses.keySet());
    long operations = 0;
    var faults = new ArrayList<String>();
    for (Map.Entry<String, Function<Round, Course>> each : courses.entrySet()) {
      Result result =
          run(each.getKey(), each.getValue(), seed, time.dividedBy(courses.size()), PATIENCE);
      operations += result.operations;
      faults.addAll(result.faults);
    }
    System.out.printf(Locale.ROOT, "soak: %,d operations, %d faults%n", operations, faults.size());
    return new Result(operations, faults);
  }

  /** Rounds of one course, until the time is over or something is wrong. */
  static Result run(
      String name, Function<Round, Course> course, long seed, Duration time, Duration patience) {
    var seeds = new SplittableRandom(seed);
    var tally = new Tally();
    long operations = 0;
    int rounds = 0;
    long begin = System.nanoTime();
    List<String> faults = List.of();
    Book book = null;
    while (faults.isEmpty() && System.nanoTime() - begin < time.toNanos()) {
      var round = new Round(seeds.nextLong(), course, patience);
      round.run(ROUND);
      rounds++;
      operations += round.steps();
      tally.add(round.tally());
      faults = round.faults();
      book = round.book();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %,d operations in %.1f s, %,.0f a second, %d rounds%n%s%n  the last book: %s%n",
        name,
        operations,
        seconds,
        operations / seconds,
        rounds,
        tally.report(),
        book);
    faults.forEach(fault -> System.out.println("  FAULT " + name + " " + fault));
    return new Result(operations, faults);
  }
}

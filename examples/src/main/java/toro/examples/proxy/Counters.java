package toro.examples.proxy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** How many answers were given, and a line in the log for each of them. */
final class Counters {
  private final Map<CacheStatus, LongAdder> answers =
      Arrays.stream(CacheStatus.values())
          .collect(Collectors.toUnmodifiableMap(status -> status, status -> new LongAdder()));
  private final LongAdder refused = new LongAdder();
  private final Consumer<String> log;

  Counters(Consumer<String> log) {
    this.log = log;
  }

  void answered(Request request, int status, CacheStatus from) {
    adder(from).increment();
    log(request, status, from.toString());
  }

  void refused(Request request, Refusal refusal) {
    refused.increment();
    log(request, refusal.status(), refusal.getMessage());
  }

  private void log(Request request, int status, String how) {
    var line = request.method() + " " + request.target() + "  " + status + "  " + how;
    log.accept(line.replaceAll("\\p{Cntrl}", "?")); // a client may not steer our terminal
  }

  long of(CacheStatus from) {
    return adder(from).sum();
  }

  private LongAdder adder(CacheStatus from) {
    return requireNonNull(answers.get(from));
  }

  @Override
  public String toString() {
    return "%d answers from the cache, %d shared, %d fetched, %d passed on, %d refused"
        .formatted(
            of(CacheStatus.HIT),
            of(CacheStatus.JOINED),
            of(CacheStatus.MISS),
            of(CacheStatus.BYPASS),
            refused.sum());
  }
}

package toro.examples.dashboard;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the feed as a browser does, and counts what it is told. */
final class DemoReader {
  private static final Pattern SAMPLE = Pattern.compile("data: \\{\"number\":(\\d+),.*");
  private static final Pattern MISSED = Pattern.compile("data: \\{\"samples\":(\\d+)}");

  private final URI feed;
  private int samples;
  private long missed;
  private @Nullable Long first; // that it saw, or missed
  private long last;
  private boolean isEnded;

  DemoReader(URI feed) {
    this.feed = feed;
  }

  /** Reads until the feed ends. */
  DemoReader read(HttpClient client) throws Exception {
    var request = HttpRequest.newBuilder(feed).build();
    try (var lines = client.send(request, BodyHandlers.ofLines()).body()) {
      lines.forEach(this::line);
    }
    return this;
  }

  private void line(String line) {
    var sample = SAMPLE.matcher(line);
    var gap = MISSED.matcher(line);
    if (sample.matches()) {
      samples++;
      last = Long.parseLong(sample.group(1));
      first = first == null ? last - missed : first;
    } else if (gap.matches()) {
      missed += Long.parseLong(gap.group(1));
    }
    isEnded |= line.equals("event: end");
  }

  int samples() {
    return samples;
  }

  long missed() {
    return missed;
  }

  /** Whether it knows of every sample since its first one, and of the end. */
  boolean knowsAll() {
    return isEnded && (first == null || samples + missed == last - first + 1);
  }
}

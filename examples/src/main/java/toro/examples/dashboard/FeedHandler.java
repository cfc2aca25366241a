package toro.examples.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import toro.ClosedException;

/** Sends the feed to a browser, as server-sent events, until one of them ends it. */
final class FeedHandler implements HttpHandler {
  private static final Pattern PAUSE = Pattern.compile("pause=(\\d{1,5})");

  private final Feed feed;

  FeedHandler(Feed feed) {
    this.feed = feed;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange;
        var visit = feed.enter()) {
      if (visit == null) {
        exchange.sendResponseHeaders(503, -1); // it is ending
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      var events = new Events(exchange.getResponseBody());
      events.begin();
      follow(events, pause(exchange.getRequestURI().getQuery()));
      events.send("end", "{}");
    } catch (IOException e) {
      throw e; // the browser has left
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void follow(Events events, Duration pause) throws Exception {
    try {
      feed.follow(events, pause);
    } catch (ClosedException end) {
      // it has come just before
    }
  }

  /** With "pause=1000" in its address, a reader is as slow as that. */
  private static Duration pause(@Nullable String query) {
    var pause = PAUSE.matcher(query == null ? "" : query);
    return Duration.ofMillis(pause.matches() ? Long.parseLong(pause.group(1)) : 0);
  }

  private record Events(OutputStream out) implements Feed.Reader {
    @Override
    public void sample(Sample sample) throws IOException {
      send("sample", sample.toJson());
    }

    @Override
    public void missed(long samples) throws IOException {
      send("missed", "{\"samples\":" + samples + "}");
    }

    /** Lets the browser know that it is connected, before there is a sample. */
    void begin() throws IOException {
      write("retry: 1000\n\n");
    }

    void send(String event, String data) throws IOException {
      write("event: " + event + "\ndata: " + data + "\n\n");
    }

    private void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8)); // waits where the browser does not read
      out.flush();
    }
  }
}

package toro.examples.jobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers those who bring jobs: at once, and not when the job is done. */
final class JobHandler implements HttpHandler {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int LIMIT = 16 << 20;

  private final Jobs jobs;

  JobHandler(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestMethod()) {
        case "GET" -> answer(exchange, 200, jobs.account());
        case "POST" -> post(exchange);
        default -> {
          exchange.getResponseHeaders().set("Allow", "GET, POST");
          answer(exchange, 405, "only GET and POST");
        }
      }
    }
  }

  private void post(HttpExchange exchange) throws IOException {
    var target = target(exchange.getRequestHeaders().getFirst("Deliver-To"));
    if (target == null) {
      answer(exchange, 400, "Deliver-To must be an http URL");
      return;
    }
    var body = exchange.getRequestBody().readNBytes(LIMIT + 1);
    if (body.length > LIMIT) {
      answer(exchange, 413, "at most " + LIMIT + " bytes");
      return;
    }
    var number = jobs.submit(body, target);
    if (number == null) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      answer(exchange, 503, "shutting down");
    } else {
      answer(exchange, 202, "job " + number);
    }
  }

  private static @Nullable URI target(@Nullable String text) {
    try {
      var uri = text == null ? null : URI.create(text);
      return uri != null && uri.getHost() != null && SCHEMES.contains(uri.getScheme()) ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

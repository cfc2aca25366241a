package toro.examples.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;

/** The page that shows the feed, and what belongs to it. */
final class PageHandler implements HttpHandler {
  private static final Map<String, String> FILES =
      Map.of(
          "/",
          "dashboard.html",
          "/dashboard.css",
          "dashboard.css",
          "/dashboard.js",
          "dashboard.js");
  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var file = FILES.get(exchange.getRequestURI().getPath());
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      var type = TYPES.get(file.substring(file.indexOf('.') + 1));
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", type + "; charset=utf-8");
      headers.set("Content-Security-Policy", "default-src 'self'; img-src data:");
      try (var resource = PageHandler.class.getResourceAsStream(file)) {
        var bytes = resource.readAllBytes();
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }
}

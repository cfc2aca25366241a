package toro.examples.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import toro.examples.web.Fields;

/** What the proxy answers itself, without asking a server. */
final class OwnAnswers {
  private static final String METHODS =
      "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE, CONNECT";
  private static final List<String> SECRETS =
      List.of("authorization", "proxy-authorization", "cookie");

  private OwnAnswers() {}

  /** Whether a request is for this proxy, or may not be passed on any further. */
  static boolean isToBeAnsweredHere(Request request) {
    boolean isForTheProxy =
        request.target().equals("/") // asked as a server, not as a proxy
            || (request.target().equals("*") && request.method().equals("OPTIONS"));
    return isForTheProxy || MaxForwards.of(request).filter(MaxForwards::isNone).isPresent();
  }

  static void answer(Request request, Proxy proxy, ResponseWriter writer, boolean staysOpen)
      throws IOException {
    switch (request.method()) {
      case "OPTIONS" ->
          writer.send(200, new Fields(List.of()).with("Allow", METHODS), new byte[0], staysOpen);
      case "TRACE" ->
          writer.send(
              200,
              new Fields(List.of()).with("Content-Type", "message/http"),
              asItCame(request).getBytes(StandardCharsets.ISO_8859_1),
              staysOpen);
      default -> writer.text(200, proxy.status(), staysOpen, !request.method().equals("HEAD"));
    }
  }

  private static String asItCame(Request request) {
    var text = new StringBuilder();
    text.append(request.method()).append(' ').append(request.target());
    text.append(request.http11() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
    for (var field : request.fields().all()) {
      if (!SECRETS.contains(field.name().toLowerCase(Locale.ROOT))) {
        text.append(field.name()).append(": ").append(field.value()).append("\r\n");
      }
    }
    return text.append("\r\n").toString();
  }
}

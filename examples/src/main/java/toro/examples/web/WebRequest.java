package toro.examples.web;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server is asked.
 *
 * @param target what stands in the request line: {@link Url#target} as a rule
 * @param fields header fields; how the body is framed is left to the client
 * @param upload the body; null without one
 * @param interim gets each head that comes before that of the answer (1xx), and must not block
 */
public record WebRequest(
    String method,
    Url url,
    String target,
    Fields fields,
    @Nullable Upload upload,
    Consumer<WebResponse.Head> interim) {
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** A request without a body. */
  public static WebRequest of(String method, Url url, Fields fields) {
    return new WebRequest(method, url, url.target(), fields, null, head -> {});
  }

  /** Whether it does no harm to ask twice. */
  boolean mayBeRepeated() {
    return upload == null && IDEMPOTENT.contains(method);
  }
}

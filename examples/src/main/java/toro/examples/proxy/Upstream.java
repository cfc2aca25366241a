package toro.examples.proxy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the servers behind the proxy. */
final class Upstream implements AutoCloseable {
  /** What the HTTP client writes by itself. */
  private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length", "expect");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration limit;
  private final String via;
  private final HttpClient client;

  /**
   * @param limit the longest time to connect, to the answer's head, and between two pieces of it
   * @param via what this proxy is called in the fields of what it passes on
   */
  Upstream(Duration limit, String via) {
    this.limit = limit;
    this.via = via;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(limit)
            .executor(threads)
            .build();
  }

  /** An answer whose head has come. To close it ends the download, if it has not ended. */
  record Answer(int status, Fields fields, UpstreamBody body) implements AutoCloseable {
    /** The length that the server has announced, or {@link Request#UNKNOWN}. */
    long length() {
      var length = fields.first("Content-Length");
      return length != null && length.matches("[0-9]{1,18}")
          ? Long.parseLong(length)
          : Request.UNKNOWN;
    }

    @Override
    public void close() {
      body.close();
    }
  }

  /**
   * Sends a request on, and waits for the head of the answer.
   *
   * @throws Refusal if there is none
   */
  Answer ask(URI target, Request request) throws InterruptedException {
    var body = new UpstreamBody(limit);
    var answer = client.sendAsync(message(target, request), head -> body);
    boolean came = false;
    try {
      var response = await(answer, target, request);
      came = true;
      return new Answer(response.statusCode(), fields(response), body);
    } finally {
      if (!came) {
        answer.cancel(true);
        body.close();
      }
    }
  }

  /** The limit begins again as long as the client's upload makes progress. */
  private HttpResponse<UpstreamBody> await(
      CompletableFuture<HttpResponse<UpstreamBody>> answer, URI target, Request request)
      throws InterruptedException {
    while (true) {
      long sent = request.body().count();
      try {
        return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (sent == request.body().count()) {
          throw silent(target);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof HttpTimeoutException
            ? silent(target)
            : Refusal.badGateway(target, e.getCause());
      }
    }
  }

  private static Refusal silent(URI target) {
    return new Refusal(Refusal.GATEWAY_TIMED_OUT, "no answer from " + target);
  }

  private HttpRequest message(URI target, Request request) {
    try {
      var message = HttpRequest.newBuilder(target).method(request.method(), publisher(request));
      for (var field : request.fields().endToEnd().all()) {
        if (!OF_THE_CLIENT.contains(field.name().toLowerCase(Locale.ROOT))) {
          message.header(field.name(), field.value());
        }
      }
      return message.header("Via", via).build();
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "cannot pass this on: " + e.getMessage());
    }
  }

  private static BodyPublisher publisher(Request request) {
    if (!request.hasBody()) {
      return BodyPublishers.noBody();
    }
    var body = BodyPublishers.ofInputStream(request::body);
    return request.length() == Request.UNKNOWN
        ? body
        : BodyPublishers.fromPublisher(body, request.length());
  }

  private Fields fields(HttpResponse<?> response) {
    var fields = new ArrayList<Fields.Field>();
    response
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(v -> fields.add(new Fields.Field(name, v))));
    return new Fields(fields).endToEnd().with("Via", via);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
    threads.close();
  }
}

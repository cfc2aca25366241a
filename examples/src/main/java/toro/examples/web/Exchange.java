package toro.examples.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import toro.Promise;
import toro.Wait;

/**
 * One request and its answer: on one side the HTTP client's callbacks, on the other a promise that
 * is granted with the answer when its head has come. Giving that up aborts the request; an answer
 * that came and reached nobody is closed.
 */
final class Exchange implements AsyncRequestProducer, AsyncResponseConsumer<@Nullable Void> {
  /** Under which a context knows its exchange. */
  private static final String ATTRIBUTE = Exchange.class.getName();

  private static final String GIVEN_UP = "the exchange was given up";

  private final CloseableHttpAsyncClient client;
  private final Executor threads;
  private final WebRequest request;
  private final Promise<WebResponse> promise;
  private final HttpClientContext context = HttpClientContext.create();
  private volatile @Nullable Future<@Nullable Void> running; // by who starts it
  private volatile @Nullable AsyncExecRuntime connection; // by the callbacks
  private volatile boolean aborted; // by who gives up
  private @Nullable WebResponse response; // by the callbacks
  private @Nullable FutureCallback<@Nullable Void> whole; // by the callbacks
  private boolean complete; // by the callbacks: all of the answer has come
  private boolean repeated; // by the callbacks

  Exchange(CloseableHttpAsyncClient client, Executor threads, WebRequest request) {
    this.client = client;
    this.threads = threads;
    this.request = request;
    this.promise =
        Promise.<WebResponse>of("answer of " + request.url())
            .onGiveUp(this::abort)
            .onReturn(WebResponse::close);
    context.setAttribute(ATTRIBUTE, this);
  }

  private static Exchange of(HttpContext context) {
    return (Exchange) context.getAttribute(ATTRIBUTE);
  }

  /** Takes away the name that the client gives itself. */
  static void removeUnasked(
      HttpRequest message, @Nullable EntityDetails body, HttpContext context) {
    if (!of(context).request.fields().has("User-Agent")) {
      message.removeHeaders("User-Agent");
    }
  }

  /**
   * The last step before the request is sent: its connection is there. The client forgets now and
   * then that it was told to cancel, so whoever aborts closes the connection; either that sees the
   * connection, or this sees that it is too late.
   */
  static void send(
      HttpRequest message,
      @Nullable AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    var exchange = of(scope.clientContext);
    exchange.connection = scope.execRuntime;
    if (exchange.aborted) {
      scope.execRuntime.discardEndpoint();
      callback.failed(new InterruptedIOException(GIVEN_UP));
      return;
    }
    try {
      chain.proceed(message, body, scope, callback);
    } catch (IllegalStateException e) {
      callback.failed(new InterruptedIOException(GIVEN_UP)); // and the connection is closed
    }
  }

  /** Asks; the name of the server is looked up on a thread that may block. */
  Wait<WebResponse> start() {
    threads.execute(this::run);
    return promise.whenGranted();
  }

  private void run() {
    try {
      if (!aborted) {
        running = client.execute(this, this, null, context, new End());
      }
    } catch (RuntimeException e) { // the client is closed, or cannot ask this
      promise.fail(new IOException("cannot ask " + request.url() + ": " + e.getMessage(), e));
    }
    if (aborted) {
      abort(); // it was given up while it was started
    }
  }

  private void abort() {
    aborted = true;
    var future = running;
    if (future != null) {
      future.cancel(true);
    }
    var open = connection;
    if (open != null) {
      open.discardEndpoint();
    }
  }

  /** What ended an exchange, as those who read know it. */
  static IOException asIOException(Throwable failure) {
    return switch (failure) {
      case IOException e -> e;
      case HttpException e -> new BadMessage(String.valueOf(e.getMessage()), e);
      case RuntimeException e -> new BadMessage("not an answer: " + e.getMessage(), e);
      default -> new IOException(failure);
    };
  }

  // ---- the request

  @Override
  public void sendRequest(RequestChannel channel, HttpContext ctx)
      throws HttpException, IOException {
    var upload = request.upload();
    channel.sendRequest(
        message(), upload == null ? null : new BasicEntityDetails(upload.length(), null), ctx);
  }

  private HttpRequest message() {
    var url = request.url();
    boolean hasUsualPort = url.authority().equals(url.host());
    var host = url.host().replace("[", "").replace("]", "");
    var server = new HttpHost(url.scheme(), host, hasUsualPort ? -1 : url.port());
    var message = new BasicHttpRequest(request.method(), server, request.target());
    for (var field : request.fields().all()) {
      message.addHeader(field.name(), field.value());
    }
    return message;
  }

  @Override
  public boolean isRepeatable() {
    return request.mayBeRepeated();
  }

  @Override
  public int available() {
    return request.upload() == null ? 0 : request.upload().available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (request.upload() != null) {
      request.upload().produce(channel);
    }
  }

  // ---- the answer

  @Override
  public void informationResponse(HttpResponse head, HttpContext ctx) {
    request.interim().accept(head(head));
  }

  @Override
  public void consumeResponse(
      HttpResponse message,
      @Nullable EntityDetails body,
      HttpContext ctx,
      FutureCallback<@Nullable Void> result)
      throws IOException {
    Framing.check(message);
    long length = body == null ? 0 : Math.max(WebResponse.UNKNOWN, body.getContentLength());
    var answer = new WebResponse(head(message), length, body != null, this::abort);
    response = answer;
    whole = result;
    if (!promise.grant(answer)) {
      abort();
    }
    if (body == null) {
      complete = true;
      result.completed(null);
      endEarly();
    }
  }

  private static WebResponse.Head head(HttpResponse head) {
    List<Fields.Field> fields = new ArrayList<>();
    for (var field : head.getHeaders()) {
      var value = field.getValue();
      fields.add(new Fields.Field(field.getName(), value == null ? "" : value));
    }
    boolean http11 = head.getVersion().greaterEquals(HttpVersion.HTTP_1_1);
    var reason = head.getReasonPhrase();
    return new WebResponse.Head(
        head.getCode(), reason == null ? "" : reason, new Fields(fields), http11);
  }

  @Override
  public void updateCapacity(CapacityChannel window) throws IOException {
    if (response != null) {
      response.open(window);
    }
  }

  @Override
  public void consume(ByteBuffer network) {
    if (response != null) {
      response.consume(network);
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    complete = true;
    if (whole != null) {
      whole.completed(null);
    }
    endEarly();
  }

  // ---- the end

  /**
   * An answer may come before all of the request has been sent: its end is not to wait for that.
   */
  private void endEarly() {
    if (response != null && request.upload() != null) {
      response.end();
    }
  }

  /** The client tells it twice; {@link End} acts on it. */
  @Override
  public void failed(Exception unused) {}

  /** The connection has been kept for the next request, or closed: only now may a reader leave. */
  @Override
  public void releaseResources() {
    if (response != null && complete) {
      response.end();
    }
  }

  /** How the exchange has ended, told once for each attempt. */
  private final class End implements FutureCallback<@Nullable Void> {
    @Override
    public void completed(@Nullable Void nothing) {
      closeUpload();
    }

    @Override
    public void failed(Exception failure) {
      var answer = response;
      if (answer != null) {
        answer.fail(failure);
      } else if (mayAskAgain()) {
        repeated = true;
        threads.execute(Exchange.this::run);
        return;
      } else {
        promise.fail(asIOException(failure));
      }
      closeUpload();
    }

    @Override
    public void cancelled() {
      aborted = true;
      failed(new InterruptedIOException(GIVEN_UP));
    }

    /**
     * Whether a connection that had been kept for later was no good any more: the server may not
     * have seen the request at all.
     */
    private boolean mayAskAgain() {
      var used = context.getEndpointDetails(); // null: the request was not sent
      boolean wasKept = used == null ? connection != null : used.getRequestCount() > 1;
      return wasKept && !repeated && !aborted && request.mayBeRepeated();
    }

    private void closeUpload() {
      var upload = request.upload();
      if (upload != null) {
        upload.close();
      }
    }
  }
}

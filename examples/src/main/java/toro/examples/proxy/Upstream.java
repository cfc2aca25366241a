package toro.examples.proxy;

import static toro.Clause.after;
import static toro.Clause.whenDone;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import toro.Select;
import toro.Wait;
import toro.examples.web.Fields;
import toro.examples.web.HttpDate;
import toro.examples.web.WebClient;
import toro.examples.web.WebRequest;
import toro.examples.web.WebResponse;

/** Asks the servers behind the proxy. */
final class Upstream {
  private final WebClient client;
  private final Duration limit;
  private final String name;

  /**
   * @param limit the longest time to the answer's head, and between two pieces of it
   * @param name what this proxy is called in the fields of what it passes on
   */
  Upstream(WebClient client, Duration limit, String name) {
    this.client = client;
    this.limit = limit;
    this.name = name;
  }

  /**
   * Sends a request on, and waits for the head of the answer.
   *
   * @param interim gets the heads that come before it, and must not block
   * @throws Refusal if there is none
   */
  WebResponse ask(
      Target target,
      Request request,
      @Nullable Uploader uploader,
      Consumer<WebResponse.Head> interim)
      throws InterruptedException {
    var upload = uploader == null ? null : uploader.upload();
    var answer =
        client.ask(
            new WebRequest(
                request.method(), target.url(), target.sent(), fields(request), upload, interim));
    boolean came = false;
    try {
      awaitHead(answer, target, request);
      var response = answer.join();
      came = true;
      return response;
    } catch (CompletionException e) {
      throw failure(target, uploader, e.getCause() == null ? e : e.getCause());
    } catch (CancellationException stopping) {
      throw new Refusal(Refusal.STOPPING, "the proxy stops");
    } finally {
      if (!came) {
        giveUp(answer);
      }
    }
  }

  /** The limit begins again as long as the client's upload makes progress. */
  private void awaitHead(Wait<WebResponse> answer, Target target, Request request)
      throws InterruptedException {
    var ended = whenDone(answer).settled(); // in whichever way
    var first = Select.ordered(ended, after(limit));
    long sent = request.body().count();
    while (!first.select().await().is(ended)) {
      long now = request.body().count();
      if (now == sent) {
        throw silent(target);
      }
      sent = now;
    }
  }

  private static void giveUp(Wait<WebResponse> answer) {
    boolean isTooLate = !answer.cancel(false);
    if (isTooLate && answer.state() == Future.State.SUCCESS) {
      answer.join().close();
    }
  }

  private Refusal failure(Target target, @Nullable Uploader uploader, Throwable failure) {
    var fault = uploader == null ? Optional.<Refusal>empty() : uploader.clientsFault();
    return fault.orElseGet(
        () ->
            failure instanceof SocketTimeoutException
                ? silent(target)
                : Refusal.badGateway(target, failure));
  }

  private static Refusal silent(Target target) {
    return new Refusal(Refusal.GATEWAY_TIMED_OUT, "no answer from " + target);
  }

  private Fields fields(Request request) {
    var fields = request.fields().endToEnd().without("Host").without("Content-Length");
    if (!request.expectsContinue()) {
      fields = fields.without("Expect");
    }
    var left = MaxForwards.of(request);
    if (left.isPresent()) {
      fields = fields.without("Max-Forwards").with("Max-Forwards", left.get().lessOne());
    }
    return fields.with("Via", via(request.http11()));
  }

  /** The fields of an answer that go on to the client; it is dated here if it is not yet. */
  Fields fields(WebResponse.Head head) {
    var fields = head.fields().endToEnd().with("Via", via(head.http11()));
    return fields.has("Date") ? fields : fields.with("Date", HttpDate.write(Instant.now()));
  }

  private String via(boolean http11) {
    return (http11 ? "1.1 " : "1.0 ") + name;
  }
}

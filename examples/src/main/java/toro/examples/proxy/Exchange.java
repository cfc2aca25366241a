package toro.examples.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import toro.Deadline;

/** One request of a client, and its answer. */
final class Exchange {
  private static final int PIECE = 16 * 1024;
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);

  private final Proxy proxy;
  private final Request request;
  private final ResponseWriter writer;
  private boolean staysOpen;

  Exchange(Proxy proxy, Request request, ResponseWriter writer) {
    this.proxy = proxy;
    this.request = request;
    this.writer = writer;
  }

  /**
   * Answers the request.
   *
   * @return whether the connection can be used for the next one
   */
  boolean answer() throws IOException, InterruptedException {
    if (request.target().equals("/")) { // asked as a server, not as a proxy
      writer.text(200, proxy.status(), decideStaysOpen(), withBody());
      return staysOpen;
    }
    try {
      var target = Target.page(request.target());
      proxy.refuseLoop(Target.of(target), request.fields());
      if (request.expectsContinue()) {
        writer.goOn();
      }
      answer(target);
    } catch (Refusal refusal) { // always before the first byte of an answer
      proxy.counters().refused(request, refusal);
      writer.text(refusal.status(), refusal.getMessage(), decideStaysOpen(), withBody());
    }
    return staysOpen;
  }

  private void answer(URI target) throws IOException, InterruptedException {
    if (!CacheRules.mayShare(request)) {
      forward(target, CacheStatus.BYPASS);
      return;
    }
    var encodings = Objects.requireNonNullElse(request.fields().first("Accept-Encoding"), "");
    var key = new PageCache.Key(target, encodings);
    switch (proxy.cache().turn(key, CacheRules.wantedAge(request))) {
      case PageCache.Stored stored -> send(stored.page(), CacheStatus.HIT);
      case PageCache.Joined joined -> {
        var page = joined.result().whenDone().await(); // a failure goes to all who wait
        if (page.isPresent()) {
          send(page.get(), CacheStatus.JOINED);
        } else {
          forward(target, CacheStatus.MISS);
        }
      }
      case PageCache.Fetch fetch -> fetch(target, fetch);
    }
  }

  /** Fetches a page for all who want it. This client is told last: it cannot hold up the others. */
  private void fetch(URI target, PageCache.Fetch fetch) throws IOException, InterruptedException {
    try (var answer = proxy.upstream().ask(target, request)) {
      var lifetime =
          CacheRules.lifetime(answer.status(), answer.fields(), proxy.settings().lifetime());
      var begun = new ByteArrayOutputStream();
      if (lifetime.isPresent() && isWhole(answer, begun, target)) {
        var page =
            new Page(
                answer.fields().without("Content-Length").without("Age"),
                begun.toByteArray(),
                System.nanoTime(),
                CacheRules.age(answer.fields()),
                lifetime.get());
        proxy.cache().end(fetch, Optional.of(page));
        send(page, CacheStatus.MISS);
      } else {
        proxy.cache().end(fetch, Optional.empty());
        relay(answer, begun.toByteArray(), CacheStatus.MISS);
      }
    } catch (Refusal failure) {
      proxy.cache().fail(fetch, failure);
      throw failure;
    } finally { // whatever happens, nobody waits for ever
      proxy.cache().fail(fetch, new Refusal(Refusal.STOPPING, "the fetch was given up"));
    }
  }

  /** Reads the page, unless it is too large or takes too long to keep others waiting for it. */
  private boolean isWhole(Upstream.Answer answer, ByteArrayOutputStream bytes, URI target) {
    int most = proxy.settings().pageSize();
    if (answer.length() > most) {
      return false;
    }
    var deadline = Deadline.after(proxy.settings().limit());
    var piece = new byte[PIECE];
    try {
      while (bytes.size() <= most && !deadline.isExpired()) {
        int count = answer.body().read(piece, 0, Math.min(PIECE, most + 1 - bytes.size()));
        if (count < 0) {
          return true;
        }
        bytes.write(piece, 0, count);
      }
      return false;
    } catch (IOException e) {
      throw Refusal.badGateway(target, e);
    }
  }

  private void send(Page page, CacheStatus status) throws IOException {
    proxy.counters().answered(request, 200, status);
    var age = page.ageAt(System.nanoTime()).toSeconds();
    var fields = page.fields().with("Age", Long.toString(age)).with("Cache-Status", status.text());
    writer.send(200, fields, page.body(), decideStaysOpen());
  }

  /** An answer for this client only. */
  private void forward(URI target, CacheStatus status) throws IOException, InterruptedException {
    try (var answer = proxy.upstream().ask(target, request)) {
      if (CacheRules.changesPages(request.method())) {
        proxy.cache().forget(target);
      }
      relay(answer, new byte[0], status);
    }
  }

  /** Passes an answer on as it comes. */
  private void relay(Upstream.Answer answer, byte[] begun, CacheStatus status) throws IOException {
    proxy.counters().answered(request, answer.status(), status);
    var fields = answer.fields().with("Cache-Status", status.text());
    if (!withBody() || WITHOUT_BODY.contains(answer.status())) {
      writer.withoutBody(answer.status(), fields, decideStaysOpen());
      return;
    }
    var out =
        writer.begin(
            answer.status(),
            fields.without("Content-Length"),
            answer.length(),
            request.http11(),
            decideStaysOpen());
    out.write(begun);
    var piece = new byte[PIECE];
    for (int count; (count = answer.body().read(piece)) >= 0; ) {
      out.write(piece, 0, count);
      out.flush();
    }
    out.close(); // only now: it says that nothing is missing
  }

  private boolean withBody() {
    return !request.method().equals("HEAD");
  }

  /** Asked when the answer begins: what is then left of the request cannot be read any more. */
  private boolean decideStaysOpen() {
    staysOpen = request.staysOpen() && request.body().isAtEnd();
    return staysOpen;
  }
}

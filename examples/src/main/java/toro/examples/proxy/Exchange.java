package toro.examples.proxy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import toro.Wait;
import toro.examples.web.WebResponse;

/** One request of a client, and its answer. */
final class Exchange {
  /** How often to wait for a page of which it turns out that it is for others. */
  private static final int MOST_ROUNDS = 3;

  private final Proxy proxy;
  private final Request request;
  private final ResponseWriter writer;
  private @Nullable Fetch own; // what this request has begun
  private boolean wasToldToGoOn;
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
   * @throws IOException if the client has gone, or has got a part of an answer only
   */
  boolean answer() throws IOException, InterruptedException {
    try {
      if (request.method().equals("TRACE") && request.hasBody()) {
        throw new Refusal(Refusal.BAD_REQUEST, "TRACE with a body");
      }
      if (OwnAnswers.isToBeAnsweredHere(request)) {
        OwnAnswers.answer(request, proxy, writer, decideStaysOpen());
        return staysOpen;
      }
      var target = Target.of(request);
      proxy.refuseLoop(Endpoint.of(target.url()), request.fields());
      answer(target);
    } catch (Refusal refusal) { // always before the first byte of an answer
      proxy.counters().refused(request, refusal);
      boolean withBody = !request.method().equals("HEAD");
      writer.text(refusal.status(), refusal.getMessage(), decideStaysOpen(), withBody);
    }
    return staysOpen;
  }

  /** Completes when nothing reads the request any more, whose body may still be coming. */
  Wait<@Nullable Void> whenRequestEnded() {
    return own == null ? Wait.allOf() : own.whenUploadEnded();
  }

  private void answer(Target target) throws IOException, InterruptedException {
    var wanted = CacheRules.wanted(request);
    if (!CacheRules.mayShare(request)) {
      if (wanted.onlyIfCached() && request.isSafe()) {
        throw notCached(target);
      }
      fetchAlone(target, CacheStatus.BYPASS);
      return;
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (share(target, wanted)) {
        return;
      }
    }
    fetchAlone(target, CacheStatus.MISS);
  }

  /** Answers from the cache, or from what somebody fetches; false if that was for others. */
  private boolean share(Target target, Terms.Wanted wanted)
      throws IOException, InterruptedException {
    switch (proxy.cache().turn(target.key(), wanted, () -> begin(target, true))) {
      case PageCache.Stored stored -> send(stored.page());
      case PageCache.Missing missing -> throw notCached(target);
      case PageCache.Begun begun -> fetch(begun.reader(), CacheStatus.MISS);
      case PageCache.Joined joined -> {
        try (var reader = joined.reader()) {
          var head = reader.head(this::passOn);
          if (head.terms().isPresent()) {
            boolean isForUs = head.terms().get().selection().matches(request.fields());
            if (isForUs) {
              relay(head, reader, CacheStatus.JOINED);
            }
            return isForUs;
          }
        }
        fetchAlone(target, CacheStatus.MISS);
      }
    }
    return true;
  }

  private static Refusal notCached(Target target) {
    return new Refusal(Refusal.GATEWAY_TIMED_OUT, "not in the cache: " + target);
  }

  /** Gets an answer for this client only. */
  private void fetchAlone(Target target, CacheStatus status)
      throws IOException, InterruptedException {
    fetch(begin(target, false).firstReader(), status);
  }

  private Download begin(Target target, boolean isShared) {
    own = new Fetch(proxy, target, request, isShared);
    return own.download();
  }

  private void fetch(Download.Reader first, CacheStatus status)
      throws IOException, InterruptedException {
    try (first) {
      proxy.start(requireNonNull(own));
      relay(first.head(this::passOn), first, status);
    }
  }

  /** Passes on a head that comes before that of the answer, to who understands it. */
  private void passOn(WebResponse.Head head) throws IOException {
    boolean isGoOn = head.status() == 100;
    boolean isSwitch = head.status() == 101; // to a protocol that nobody asked for
    if (request.http11() && !isSwitch && !(isGoOn && wasToldToGoOn)) {
      wasToldToGoOn |= isGoOn;
      var fields = head.fields().endToEnd().without("Content-Length");
      writer.interim(new ResponseWriter.Head(head.status(), head.reason(), fields));
    }
  }

  private void send(Page page) throws IOException {
    proxy.counters().answered(request, 200, CacheStatus.HIT);
    var fields =
        page.fields().with("Age", age(page.terms())).with("Cache-Status", CacheStatus.HIT.text());
    writer.send(200, fields, page.body(), decideStaysOpen());
  }

  private static String age(Terms terms) {
    return Long.toString(terms.ageAt(System.nanoTime()).toSeconds());
  }

  /** Passes an answer on as it comes. */
  private void relay(Answer head, Download.Reader reader, CacheStatus status)
      throws IOException, InterruptedException {
    proxy.counters().answered(request, head.status(), status);
    var fields = head.fields().with("Cache-Status", status.text());
    if (status == CacheStatus.JOINED) {
      fields = fields.without("Age").with("Age", age(head.terms().orElseThrow()));
    }
    var start = new ResponseWriter.Head(head.status(), head.reason(), fields);
    if (!head.hasBody()) {
      writer.withoutBody(start, decideStaysOpen());
      return;
    }
    var body = writer.begin(start, head.length(), request.http11(), decideStaysOpen());
    for (ByteBuffer piece; (piece = reader.next()) != null; ) {
      body.write(piece);
    }
    body.end(); // only now: it says that nothing is missing
  }

  /** Asked when the answer begins: what is then left of the request cannot be read any more. */
  private boolean decideStaysOpen() {
    staysOpen = request.staysOpen() && request.body().isAtEnd();
    return staysOpen;
  }
}

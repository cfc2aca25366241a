package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import toro.AsyncBroadcast;
import toro.AsyncQueue;
import toro.AsyncValue;
import toro.Deadline;
import toro.Wait;

/** {@link ReactorFlowIdioms} and Reactor itself, also below WebFlux. */
class ReactorFlowTest extends FlowContract {
  @Override
  CompletableFuture<Void> each(
      AsyncQueue<Integer> queue, Function<Integer, CompletionStage<Void>> work) {
    return ReactorFlowIdioms.each(queue, item -> Mono.fromCompletionStage(work.apply(item)))
        .toFuture();
  }

  @Override
  CompletableFuture<Void> apply(
      AsyncValue<Integer> value, Function<Integer, CompletionStage<Void>> work) {
    return ReactorFlowIdioms.apply(value, item -> Mono.fromCompletionStage(work.apply(item)))
        .toFuture();
  }

  @Override
  Wait<@Nullable Void> fill(AsyncQueue<Integer> queue, Source source) {
    Flux<Integer> numbers = Flux.range(0, source.numbers());
    if (source.failure() != null) {
      numbers = numbers.concatWith(Mono.error(source.failure()));
    }
    return ReactorFlowIdioms.fill(
        queue,
        numbers.doOnNext(number -> source.sent().incrementAndGet()).doOnCancel(source.cancel()));
  }

  @Override
  Reader<String> follow(AsyncBroadcast<String> news, long request) {
    return reader(ReactorFlowIdioms.follow(news), request, item -> {});
  }

  @Override
  Reader<Integer> read(Flow.Publisher<Integer> publisher) {
    return reader(JdkFlowAdapter.flowPublisherToFlux(publisher), 0, item -> {});
  }

  @Override
  CompletableFuture<Void> few(
      Flow.Publisher<Integer> publisher, int number, Consumer<Integer> each) {
    return JdkFlowAdapter.flowPublisherToFlux(publisher)
        .take(number)
        .doOnNext(each)
        .then()
        .toFuture();
  }

  private static <T> Reader<T> reader(Flux<T> flux, long request, Consumer<T> each) {
    var end = new CompletableFuture<Void>();
    List<T> items = new ArrayList<>();
    var subscriber =
        new BaseSubscriber<T>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            if (request > 0) {
              subscription.request(request);
            }
          }

          @Override
          protected void hookOnNext(T item) {
            items.add(item);
            each.accept(item);
          }

          @Override
          protected void hookOnError(Throwable failure) {
            end.completeExceptionally(failure);
          }

          @Override
          protected void hookOnComplete() {
            end.complete(null);
          }
        };
    flux.subscribe(subscriber);
    return new Reader<>() {
      @Override
      public List<T> items() {
        return items;
      }

      @Override
      public void request(long n) {
        subscriber.request(n);
      }

      @Override
      public void cancel() {
        subscriber.cancel();
      }

      @Override
      public CompletableFuture<Void> end() {
        return end;
      }
    };
  }

  /** A subscriber gets what was taken for it, even while it is cancelled on another thread. */
  @Test
  void queue_subscribersCancelledAllTheTime_loseNothing() throws Exception {
    seesEveryItemOnce(
        seen -> {
          var items = JdkFlowAdapter.flowPublisherToFlux(queue.asPublisher());
          var reader = reader(items, Long.MAX_VALUE, seen);
          for (int n = ThreadLocalRandom.current().nextInt(4000); n > 0; n--) {
            Thread.onSpinWait();
          }
          reader.cancel();
        });
  }

  @Test
  void webFlux_browsersThatComeAndLeave_seeWhatIsPutAndAreForgotten() throws Exception {
    var news = AsyncBroadcast.<String>lossy(16);
    var routes = RouterFunctions.route().GET("/", new ReactorFlowIdioms(news)::events).build();
    var server =
        HttpServer.create()
            .host("localhost")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
            .bindNow();
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port())).build();
    try (var client = HttpClient.newHttpClient()) {
      var stays = client.sendAsync(request, BodyHandlers.ofLines());
      await(() -> news.subscriptions() == 1);
      try (var leaving = HttpClient.newHttpClient()) {
        var leaves = leaving.sendAsync(request, BodyHandlers.ofLines());
        await(() -> news.subscriptions() == 2);
        news.put("one");
        assertEquals("data:0 missed, one", leaves.get().body().findFirst().orElseThrow());
        leaving.shutdownNow();
      }
      await(() -> news.subscriptions() == 1);
      news.put("two");
      news.close();
      var lines = stays.get().body().filter(line -> !line.isEmpty()).toList();
      assertEquals(List.of("data:0 missed, one", "data:0 missed, two"), lines);
    } finally {
      server.disposeNow(Duration.ofSeconds(30));
    }
    assertEquals(0, news.subscriptions());
  }

  private static void await(BooleanSupplier condition) {
    var end = Deadline.after(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertFalse(end.isExpired());
      Thread.onSpinWait();
    }
  }
}

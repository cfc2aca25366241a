package toro.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** {@link ReactorIdioms} and Reactor itself, also below WebFlux. */
class ReactorTest {
  private static final String NUMBER = "number";

  private final Room room = new Room(2);
  private final AtomicInteger strangers = new AtomicInteger();

  @Test
  void pipelines_whenMostAreCancelled_loseNothing() throws Exception {
    cancelMostOf(body -> ReactorIdioms.withPermit(room.door(), body));
    room.assertNothingLost();
    assertEquals(0, strangers.get(), "bodies that saw the context of another pipeline");
  }

  /** A body that is cancelled may still be at work when its permit goes back. */
  @Test
  void pipelines_whenMostAreCancelledWithTheirBodies_loseNoPermit() throws Exception {
    cancelMostOf(body -> ReactorIdioms.withPermitCancelled(room.door(), body));
    room.assertNoPermitLost();
    assertEquals(0, strangers.get(), "bodies that saw the context of another pipeline");
  }

  private void cancelMostOf(Function<Mono<Integer>, Mono<Integer>> with) throws Exception {
    Storm.run(
        20_000,
        (number, end) ->
            with.apply(visit(number))
                    .contextWrite(context -> context.put(NUMBER, number))
                    .doFinally(signal -> end.ended(signal == SignalType.ON_COMPLETE))
                    .subscribe(value -> {}, failure -> {})
                ::dispose);
  }

  @Test
  void webFlux_whenMostClientsLeave_losesNothing() throws Exception {
    var idioms = new ReactorIdioms(room.door(), visit(-1).map(none -> "the page"));
    var routes = RouterFunctions.route().GET("/page", idioms::page).build();
    DisposableServer server =
        HttpServer.create()
            .host("localhost")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
            .bindNow();
    Clients.leaveTheLine(server.port(), Clients.get("/page"), room);
    Clients.run(server.port(), 1000, Clients.get("/page"), "the page");
    server.disposeNow(Duration.ofSeconds(30));
    room.assertNothingLost();
    assertEquals(0, strangers.get());
  }

  /** Is inside until another thread ends it. */
  private Mono<Integer> visit(int number) {
    return Mono.deferContextual(
        context -> {
          if (!context.getOrDefault(NUMBER, -1).equals(number)) {
            strangers.incrementAndGet();
          }
          room.enter();
          return Mono.just(number)
              .publishOn(Schedulers.parallel())
              .doOnTerminate(room::leave)
              .doOnCancel(room::leave);
        });
  }
}

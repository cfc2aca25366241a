package toro.interop;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import toro.AsyncSemaphore;
import toro.Wait;

/** How the requests of Spring MVC take turns. */
final class SpringMvcIdioms {
  private SpringMvcIdioms() {}

  /** A controller, in two styles. */
  @RestController
  static final class Pages {
    private final AsyncSemaphore connections;
    private final Supplier<CompletionStage<String>> fetch;
    private final Duration limit;

    Pages(AsyncSemaphore connections, Supplier<CompletionStage<String>> fetch, Duration limit) {
      this.connections = connections;
      this.fetch = fetch;
      this.limit = limit;
    }

    // @start region="spring-mvc-thread"
    @GetMapping("/thread")
    String onThisThread() throws InterruptedException, TimeoutException {
      try (var held = connections.acquire().await(limit)) {
        return load();
      }
    }

    // @end region="spring-mvc-thread"

    // @start region="spring-mvc-callbacks"
    @GetMapping("/callbacks")
    DeferredResult<String> withoutThread() {
      var result = new DeferredResult<String>(limit.toMillis());
      Wait<String> page = connections.with(fetch);
      result.onCompletion(() -> page.cancel(true)); // also after the limit: nobody wants it now
      page.whenComplete(
          (text, failure) -> {
            if (failure == null) {
              result.setResult(text);
            } else {
              result.setErrorResult(failure);
            }
          });
      return result;
    }

    // @end region="spring-mvc-callbacks"

    private String load() {
      return fetch.get().toCompletableFuture().join();
    }
  }
}

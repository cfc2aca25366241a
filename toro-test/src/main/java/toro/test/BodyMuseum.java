package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bugs that calls have had which run a body while they hold something. */
final class BodyMuseum {
  private BodyMuseum() {}

  static List<Rule> of(Supplier<? extends BodySubject> fresh) {
    var exception = new IllegalStateException("on purpose");
    var error = new AssertionError("on purpose");
    var cancelled = new CompletableFuture<Integer>();
    cancelled.cancel(true);
    return List.of(
        // AutoMQ#2382, paimon#9508, solr#4292
        failing("a body that throws", throwing(exception), exception, fresh),
        failing("a body that throws an Error", throwing(error), error, fresh),
        failing("a body that returns null", BodyMuseum::nothing, null, fresh),
        // golang#41133, tailscale#18919, bpo-32841
        failing(
            "a body whose stage fails",
            () -> CompletableFuture.failedStage(exception),
            exception,
            fresh),
        // tailscale#18919, gh-111693
        failing("a body whose stage is cancelled", () -> cancelled, null, fresh),
        // vert.x#6260
        Rule.simulated(
            "who is told the end may begin", course -> beginAtTheEnd(fresh.get(), course)));
  }

  /** A body that fails, with that if it is known, is told so; and the next one runs. */
  private static Rule failing(
      String name,
      Supplier<CompletionStage<Integer>> body,
      @Nullable Throwable thrown,
      Supplier<? extends BodySubject> fresh) {
    return Rule.simulated(
        name,
        course -> {
          BodySubject subject = fresh.get();
          var failed = run(subject, body, course);
          require(failed.isFailed(), () -> failed + " did not fail");
          require(
              thrown == null || failed.isFailedWith(thrown),
              () -> failed + " did not fail with " + thrown);
          var next = run(subject, () -> CompletableFuture.completedStage(1), course);
          require(next.value() == 1, () -> "the next body ended with " + next.value());
        });
  }

  private static Request<Integer> run(
      BodySubject subject, Supplier<CompletionStage<Integer>> body, Course course)
      throws InterruptedException {
    CompletionStage<Integer> stage;
    try {
      stage = subject.with(body);
    } catch (RuntimeException | Error e) { // allowed, if that is all that happens
      stage = CompletableFuture.failedStage(e);
    }
    Request<Integer> request = course.request("the body", stage);
    course.settle();
    return request;
  }

  private static Supplier<CompletionStage<Integer>> throwing(Throwable thrown) {
    return () -> {
      LineRules.raise(thrown);
      return CompletableFuture.completedStage(0);
    };
  }

  @SuppressWarnings("NullAway") // on purpose
  private static CompletionStage<Integer> nothing() {
    return null;
  }

  private static void beginAtTheEnd(BodySubject subject, Course course) throws Exception {
    var body = new CompletableFuture<Integer>();
    List<Integer> began = new ArrayList<>();
    var first =
        course.request(
            "first",
            subject
                .with(() -> body)
                .thenCompose(
                    one ->
                        subject.with(
                            () -> {
                              began.add(one);
                              return CompletableFuture.completedStage(one + 1);
                            })));
    course.pause();
    body.complete(1);
    course.settle();
    require(first.value() == 2, () -> "the second body ended with " + first.value());
    require(began.equals(List.of(1)), () -> "the second body began so often: " + began.size());
  }
}

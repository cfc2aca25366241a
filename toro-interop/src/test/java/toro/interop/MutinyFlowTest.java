package toro.interop;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import toro.AsyncBroadcast;
import toro.AsyncQueue;
import toro.AsyncValue;
import toro.Wait;

/** {@link MutinyFlowIdioms} and Mutiny itself. */
class MutinyFlowTest extends FlowContract {
  @Override
  CompletableFuture<Void> each(
      AsyncQueue<Integer> queue, Function<Integer, CompletionStage<Void>> work) {
    return MutinyFlowIdioms.each(
            queue, item -> Uni.createFrom().completionStage(() -> work.apply(item)))
        .subscribeAsCompletionStage();
  }

  @Override
  CompletableFuture<Void> apply(
      AsyncValue<Integer> value, Function<Integer, CompletionStage<Void>> work) {
    return MutinyFlowIdioms.apply(
            value, item -> Uni.createFrom().completionStage(() -> work.apply(item)))
        .subscribeAsCompletionStage();
  }

  @Override
  Wait<@Nullable Void> fill(AsyncQueue<Integer> queue, Source source) {
    Multi<Integer> numbers = Multi.createFrom().range(0, source.numbers());
    if (source.failure() != null) {
      numbers =
          Multi.createBy()
              .concatenating()
              .streams(numbers, Multi.createFrom().failure(source.failure()));
    }
    return MutinyFlowIdioms.fill(
        queue,
        numbers
            .invoke(number -> source.sent().incrementAndGet())
            .onCancellation()
            .invoke(source.cancel()));
  }

  @Override
  Reader<String> follow(AsyncBroadcast<String> news, long request) {
    return reader(MutinyFlowIdioms.follow(news), request);
  }

  @Override
  Reader<Integer> read(Flow.Publisher<Integer> publisher) {
    return reader(Multi.createFrom().publisher(publisher), 0);
  }

  @Override
  CompletableFuture<Void> few(
      Flow.Publisher<Integer> publisher, int number, Consumer<Integer> each) {
    Multi<Integer> items = Multi.createFrom().publisher(publisher);
    return items
        .select()
        .first(number)
        .invoke(each)
        .onItem()
        .ignoreAsUni()
        .subscribeAsCompletionStage();
  }

  private static <T> Reader<T> reader(Multi<T> multi, long request) {
    var end = new CompletableFuture<Void>();
    var subscriber =
        multi
            .onFailure()
            .invoke(end::completeExceptionally)
            .onCompletion()
            .invoke(() -> end.complete(null))
            .subscribe()
            .withSubscriber(AssertSubscriber.<T>create(request));
    return new Reader<>() {
      @Override
      public List<T> items() {
        return subscriber.getItems();
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
}

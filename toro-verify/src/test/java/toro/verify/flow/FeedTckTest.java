package toro.verify.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import toro.AsyncQueue;

/** What puts a publisher's items into a queue keeps the rules of subscribers. */
class FeedTckTest {
  private static final class Verification extends FlowSubscriberBlackboxVerification<Integer> {
    private final Supplier<Flow.Subscriber<Integer>> subscribers;

    Verification(Supplier<Flow.Subscriber<Integer>> subscribers) {
      super(Tck.environment());
      this.subscribers = subscribers;
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
      return subscribers.get();
    }

    @Override
    public Integer createElement(int element) {
      return element;
    }
  }

  @SuppressWarnings("unchecked") // it takes Integers
  private static Flow.Subscriber<Integer> feedOf(AsyncQueue<Integer> queue) {
    List<Flow.Subscriber<?>> feed = new ArrayList<>();
    queue.putAll((Flow.Publisher<Integer>) feed::add);
    return (Flow.Subscriber<Integer>) feed.get(0);
  }

  @TestFactory
  Stream<DynamicTest> putAll_unbounded_keepsTheRules() {
    return new Tck(() -> new Verification(() -> feedOf(AsyncQueue.unbounded()))).tests();
  }

  @TestFactory
  Stream<DynamicTest> putAll_bounded_keepsTheRules() {
    return new Tck(() -> new Verification(() -> feedOf(AsyncQueue.bounded(2)))).tests();
  }

  /** Asks for nothing, and swallows all. */
  @Test
  void subscriberThatNeverAsks_isFound() {
    var broken =
        new Tck(
                () ->
                    new Verification(
                        () ->
                            new Flow.Subscriber<>() {
                              @Override
                              public void onSubscribe(Flow.Subscription subscription) {}

                              @Override
                              public void onNext(Integer item) {}

                              @Override
                              public void onError(Throwable failure) {}

                              @Override
                              public void onComplete() {}
                            }))
            .broken();
    assertTrue(
        broken.contains("required_spec201_blackbox_mustSignalDemandViaSubscriptionRequest")
            && broken.contains(
                "required_spec213_blackbox_onNext_mustThrowNullPointerExceptionWhenParametersAreNull"),
        broken::toString);
  }
}

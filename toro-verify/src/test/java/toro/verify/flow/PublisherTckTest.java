package toro.verify.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import toro.AsyncBroadcast;
import toro.AsyncQueue;
import toro.AsyncValue;

/** Queues, broadcasts and values keep the rules of publishers. */
class PublisherTckTest {
  private static final String ONCE = "optional_spec111_multicast_mustProduceTheSameElements";
  private static final int MANY = 10_000; // more than the kit ever takes

  private static final class Verification extends FlowPublisherVerification<Integer> {
    private final LongFunction<Flow.Publisher<Integer>> publishers;
    private final Flow.@Nullable Publisher<Integer> failed;

    Verification(
        LongFunction<Flow.Publisher<Integer>> publishers,
        Flow.@Nullable Publisher<Integer> failed) {
      super(Tck.environment());
      this.publishers = publishers;
      this.failed = failed;
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
      return publishers.apply(elements);
    }

    @Override
    @SuppressWarnings("NullAway") // the kit takes null for "there is none"
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
      return failed;
    }
  }

  private static Tck tck(
      LongFunction<Flow.Publisher<Integer>> publishers,
      Flow.@Nullable Publisher<Integer> failed,
      String... skipped) {
    return new Tck(() -> new Verification(publishers, failed), skipped);
  }

  private static final IllegalStateException CAUSE = new IllegalStateException("cause");

  // ---- queues: whoever subscribes competes

  private static Flow.Publisher<Integer> ofQueue(long elements) {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    for (int i = 0; i < Math.min(elements, MANY); i++) {
      queue.offer(i);
    }
    if (elements <= MANY) {
      queue.close();
    }
    return queue.asPublisher();
  }

  @TestFactory
  Stream<DynamicTest> queue_asPublisher_keepsTheRules() {
    return tck(
            PublisherTckTest::ofQueue,
            null,
            "optional_spec104_mustSignalOnErrorWhenFails",
            "required_spec109_mayRejectCallsToSubscribeIfPublisherIsUnableOrUnwillingToServeThem"
                + "RejectionMustTriggerOnErrorAfterOnSubscribe",
            ONCE + "InTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne",
            ONCE + "InTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront",
            ONCE
                + "InTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront"
                + "AndCompleteAsExpected")
        .tests();
  }

  // ---- broadcasts: each subscriber sees all that comes after it has subscribed

  /** As the other, but the first request of anybody does something first. */
  private static Flow.Publisher<Integer> atTheFirstRequest(
      Flow.Publisher<Integer> publisher, Runnable first) {
    var isFirst = new AtomicBoolean(true);
    return new Wrapped(
        publisher,
        to ->
            new Forward(to) {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                to.onSubscribe(
                    new Flow.Subscription() {
                      @Override
                      public void request(long n) {
                        if (isFirst.getAndSet(false)) {
                          first.run();
                        }
                        subscription.request(n);
                      }

                      @Override
                      public void cancel() {
                        subscription.cancel();
                      }
                    });
              }
            });
  }

  private static Flow.Publisher<Integer> ofBroadcast(
      AsyncBroadcast<Integer> broadcast, long elements) {
    return atTheFirstRequest(
        broadcast.asPublisher(),
        () -> {
          for (int i = 0; i < Math.min(elements, MANY); i++) {
            broadcast.offer(i);
          }
          if (elements <= MANY) {
            broadcast.close();
          }
        });
  }

  private static Flow.Publisher<Integer> failedBroadcast() {
    AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
    broadcast.close(CAUSE);
    return broadcast.asPublisher();
  }

  @TestFactory
  Stream<DynamicTest> lossyBroadcast_asPublisher_keepsTheRules() {
    return tck(n -> ofBroadcast(AsyncBroadcast.lossy(MANY), n), failedBroadcast()).tests();
  }

  @TestFactory
  Stream<DynamicTest> losslessBroadcast_asPublisher_keepsTheRules() {
    return tck(n -> ofBroadcast(AsyncBroadcast.lossless(MANY), n), failedBroadcast()).tests();
  }

  // ---- values: each subscriber sees the newest when he asks; here the next is set when he has it

  private static Flow.Publisher<Integer> ofValue(long elements) {
    var value = new AsyncValue<>(0);
    if (elements == 0) {
      return atTheFirstRequest(ofQueue(0), value::close); // a value is never empty
    }
    return new Wrapped(
        value.asPublisher(),
        to ->
            new Forward(to) {
              @Override
              public void onNext(Integer item) {
                to.onNext(item);
                if (item + 1 >= elements) {
                  value.close();
                } else if (value.get().equals(item)) {
                  value.set(item + 1);
                }
              }
            });
  }

  @TestFactory
  Stream<DynamicTest> value_asPublisher_keepsTheRules() {
    return tck(
            PublisherTckTest::ofValue,
            null,
            "optional_spec104_mustSignalOnErrorWhenFails",
            "required_spec109_mayRejectCallsToSubscribeIfPublisherIsUnableOrUnwillingToServeThem"
                + "RejectionMustTriggerOnErrorAfterOnSubscribe",
            ONCE + "InTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne",
            ONCE + "InTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront",
            ONCE
                + "InTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront"
                + "AndCompleteAsExpected")
        .tests();
  }

  // ---- the kit finds what is wrong

  /** Sends all at once, whatever was asked for. */
  private static Flow.Publisher<Integer> pushing(long elements) {
    return to -> {
      to.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
          });
      for (int i = 0; i < Math.min(elements, 100); i++) {
        to.onNext(i);
      }
      to.onComplete();
    };
  }

  @Test
  void publisherThatPushes_isFound() {
    Set<String> broken = tck(PublisherTckTest::pushing, null).broken();
    assertTrue(
        broken.containsAll(
                Set.of(
                    "required_spec102_maySignalLessThanRequestedAndTerminateSubscription",
                    "required_spec109_subscribeThrowNPEOnNullSubscriber",
                    "required_spec309_requestZeroMustSignalIllegalArgumentException"))
            || broken.contains(
                "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements"),
        broken::toString);
  }

  /** Counts each request as one more than it was. */
  @Test
  void publisherThatSendsOneTooMany_isFound() {
    LongFunction<Flow.Publisher<Integer>> generous =
        elements ->
            new Wrapped(
                ofQueue(elements),
                to ->
                    new Forward(to) {
                      @Override
                      public void onSubscribe(Flow.Subscription subscription) {
                        to.onSubscribe(
                            new Flow.Subscription() {
                              @Override
                              public void request(long n) {
                                subscription.request(n > 0 && n < 1_000 ? n + 1 : n);
                              }

                              @Override
                              public void cancel() {
                                subscription.cancel();
                              }
                            });
                      }
                    });
    assertTrue(
        tck(generous, null)
            .broken()
            .contains(
                "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements"));
  }

  /** Another publisher's items, by way of a subscriber of one's own. */
  private record Wrapped(
      Flow.Publisher<Integer> publisher,
      Function<Flow.Subscriber<? super Integer>, Flow.Subscriber<Integer>> wrapper)
      implements Flow.Publisher<Integer> {
    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      publisher.subscribe(subscriber == null ? null : wrapper.apply(subscriber));
    }
  }

  private abstract static class Forward implements Flow.Subscriber<Integer> {
    private final Flow.Subscriber<? super Integer> to;

    Forward(Flow.Subscriber<? super Integer> to) {
      this.to = to;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      to.onSubscribe(subscription);
    }

    @Override
    public void onNext(Integer item) {
      to.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
      to.onError(failure);
    }

    @Override
    public void onComplete() {
      to.onComplete();
    }
  }
}

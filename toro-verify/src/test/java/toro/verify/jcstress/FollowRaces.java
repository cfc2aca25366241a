package toro.verify.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.ArrayDeque;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import toro.AsyncBroadcast;
import toro.AsyncValue;
import toro.Wait;

/** The races of broadcasts and of values that change. */
public class FollowRaces {
  private FollowRaces() {}

  /** What a subscription has next, 0 if there is nothing. */
  private static int next(AsyncBroadcast.Subscription<Integer> subscription) {
    Integer item = subscription.poll();
    return item == null ? 0 : item;
  }

  // ---- broadcasts

  /** Somebody subscribes as an item comes: he sees it or not, and each one after it. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "subscribed before")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "subscribed after")
  @Outcome(expect = FORBIDDEN, desc = "an item missed, or seen twice")
  @State
  public static class SubscribeAgainstPut {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(2);
    AsyncBroadcast.Subscription<Integer> subscription;

    @Actor
    public void put() {
      broadcast.put(1);
    }

    @Actor
    public void subscribe() {
      subscription = broadcast.subscribe();
    }

    @Arbiter
    public void end(II_Result r) {
      broadcast.put(2);
      r.r1 = next(subscription);
      r.r2 = next(subscription);
    }
  }

  /** The one that was too slow closes as another item comes: the puts are accepted in order. */
  @JCStressTest
  @Outcome(id = "2, 3", expect = ACCEPTABLE, desc = "both accepted, in order")
  @Outcome(expect = FORBIDDEN, desc = "a put that waits for nobody, or has passed another")
  @State
  public static class SubscriptionClosedAgainstPut {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(2);
    final AsyncBroadcast.Subscription<Integer> slow = broadcast.subscribe();

    {
      broadcast.put(0);
      broadcast.put(1);
    }

    final Wait<Void> waiting = broadcast.put(2);
    Wait<Void> other;

    @Actor
    public void close() {
      slow.close();
    }

    @Actor
    public void put() {
      other = broadcast.put(3);
    }

    @Arbiter
    public void end(II_Result r) {
      try (var replay = broadcast.subscribe(2)) {
        r.r1 = waiting.isDone() ? next(replay) : -1;
        r.r2 = other.isDone() ? next(replay) : -1;
      }
    }
  }

  /** Two take what makes a put wait: it is accepted once. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "accepted when both had taken")
  @Outcome(expect = FORBIDDEN, desc = "a put that waits for nobody, or came too early")
  @State
  public static class LastTwoTakesAgainstAPut {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
    final AsyncBroadcast.Subscription<Integer> one = broadcast.subscribe();
    final AsyncBroadcast.Subscription<Integer> two = broadcast.subscribe();

    {
      broadcast.put(1);
    }

    final Wait<Void> waiting = broadcast.put(2);
    int first;
    int second;

    @Actor
    public void takeOne() {
      first = next(one);
    }

    @Actor
    public void takeTwo() {
      second = next(two);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = first == second ? first : -1;
      r.r2 = waiting.isDone() && next(one) == 2 ? next(two) : -1;
    }
  }

  /** An item comes as its taker leaves. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "left, and it is there")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "taken")
  @Outcome(expect = FORBIDDEN, desc = "an item lost, or seen twice")
  @State
  public static class ItemAgainstCancel {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
    final AsyncBroadcast.Subscription<Integer> subscription = broadcast.subscribe();
    final Wait<Integer> take = subscription.take();

    @Actor
    public void put() {
      broadcast.put(1);
    }

    @Actor
    public void leave(ZZ_Result r) {
      r.r1 = take.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r2 = r.r1 ? next(subscription) == 1 : take.join() == 1 && subscription.size() == 0;
    }
  }

  /** What nobody received goes back as the next item overwrites it in the ring. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "it comes first")
  @Outcome(expect = FORBIDDEN, desc = "an item lost, or out of order")
  @State
  public static class GiveBackAgainstOverwrite {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
    final AsyncBroadcast.Subscription<Integer> subscription = broadcast.subscribe();
    final ArrayDeque<Runnable> executor = new ArrayDeque<>();
    final Wait<Void> stage = subscription.take().thenAcceptAsync(item -> {}, executor::add);

    {
      broadcast.put(1);
    }

    @Actor
    public void leave() {
      stage.cancel(false);
    }

    @Actor
    public void put() {
      broadcast.put(2);
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = next(subscription);
      r.r2 = next(subscription);
    }
  }

  /** An item is put as the broadcast closes: what was accepted stays readable. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "accepted")
  @Outcome(expect = FORBIDDEN, desc = "accepted and lost, or refused and there")
  @State
  public static class CloseAgainstPut {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossless(1);
    final AsyncBroadcast.Subscription<Integer> subscription = broadcast.subscribe();
    Wait<Void> put;

    @Actor
    public void close() {
      broadcast.close();
    }

    @Actor
    public void put() {
      put = broadcast.put(1);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = put.isCompletedExceptionally();
      r.r2 =
          put.isDone()
              && next(subscription) == (r.r1 ? 0 : 1)
              && subscription.take().isCompletedExceptionally();
    }
  }

  // ---- values

  /** A value is set as somebody asks for a change. */
  @JCStressTest
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a change missed")
  @State
  public static class SetAgainstWhenChanged {
    final AsyncValue<Integer> value = new AsyncValue<>(0);
    Wait<Integer> asked;

    @Actor
    public void set() {
      value.set(1);
    }

    @Actor
    public void ask() {
      asked = value.whenChanged(1).thenApply(now -> now.value());
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = asked.isDone() ? asked.join() : -1;
      r.r2 = (int) value.read().version();
    }
  }

  /** A value begins to fit between the look at it and the line. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "asleep while it fits")
  @State
  public static class SetAgainstWhen {
    final AsyncValue<Integer> value = new AsyncValue<>(0);
    Wait<Integer> asked;

    @Actor
    public void set() {
      value.set(1);
    }

    @Actor
    public void ask() {
      asked = value.when(now -> now == 1);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isDone() && asked.join() == 1;
      r.r2 = value.waiting() == 0;
    }
  }

  /** It closes between the look at it and the line. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "failed")
  @Outcome(expect = FORBIDDEN, desc = "asleep for ever")
  @State
  public static class CloseAgainstWhen {
    final AsyncValue<Integer> value = new AsyncValue<>(0);
    Wait<Integer> asked;

    @Actor
    public void close() {
      value.close();
    }

    @Actor
    public void ask() {
      asked = value.when(now -> now == 1);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = asked.isCompletedExceptionally();
      r.r2 = value.waiting() == 0;
    }
  }

  /** Two change it from the same version. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "one of them did")
  @Outcome(expect = FORBIDDEN, desc = "a change lost")
  @State
  public static class TwoTryToSet {
    final AsyncValue<Integer> value = new AsyncValue<>(0);
    boolean one;
    boolean two;

    @Actor
    public void one() {
      one = value.trySet(1, 1);
    }

    @Actor
    public void two() {
      two = value.trySet(1, 2);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = one != two;
      r.r2 = value.get() == (one ? 1 : 2) && value.read().version() == 2;
    }
  }

  /** It is set as one who waits leaves: the other is told. */
  @JCStressTest
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "told")
  @Outcome(expect = FORBIDDEN, desc = "a wake-up lost")
  @State
  public static class SetAgainstCancel {
    final AsyncValue<Integer> value = new AsyncValue<>(0);
    final Wait<Integer> leaver = value.when(now -> now == 1);
    final Wait<Integer> other = value.when(now -> now == 1);

    @Actor
    public void set() {
      value.set(1);
    }

    @Actor
    public void leave() {
      leaver.cancel(false);
    }

    @Arbiter
    public void end(ZZ_Result r) {
      r.r1 = leaver.isDone() && other.isDone() && other.join() == 1;
      r.r2 = value.waiting() == 0;
    }
  }

  // ---- memory (L9)

  /** What was written before an item was put, its taker sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class PutThenTake {
    final AsyncBroadcast<Integer> broadcast = AsyncBroadcast.lossy(1);
    final AsyncBroadcast.Subscription<Integer> subscription = broadcast.subscribe();
    int written;

    @Actor
    public void write() {
      written = 42;
      broadcast.put(1);
    }

    @Actor
    public void read(I_Result r) {
      if (subscription.poll() != null) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }

  /** What was written before a value was set, who reads it sees. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not yet there")
  @Outcome(id = "42", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "there, without what was written before")
  @State
  public static class SetThenGet {
    final AsyncValue<Integer> value = new AsyncValue<>(0);
    int written;

    @Actor
    public void write() {
      written = 42;
      value.set(1);
    }

    @Actor
    public void read(I_Result r) {
      if (value.get() == 1) {
        r.r1 = written == 42 ? 42 : -1;
      }
    }
  }
}

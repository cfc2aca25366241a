package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A stage of several waits, which it hangs on by one link each. */
abstract class WaitJoin<T extends @Nullable Object> extends WaitStage<T> {
  /*
   * Overview.
   *
   * A join is a receiver of each member, and has one claim for all of them (see WaitStage). If it
   * ends well, its function has begun and has received what it was given. If it fails or is given
   * up, it detaches from its members, and what they were granted goes back unless others receive
   * it.
   *
   * I1. A link is counted off once, by whoever sets its `detached`.
   * I2. A link that is added after it was detached is removed again: it is added before `detached`
   *     is read, and `detached` is set before it is removed.
   */
  private static final VarHandle DETACHED;
  private static final VarHandle ARRIVALS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      DETACHED = lookup.findVarHandle(Link.class, "detached", boolean.class);
      ARRIVALS = lookup.findVarHandle(WaitJoin.class, "arrivals", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static final class Link extends WaitNode {
    final WaitJoin<?> join;
    final Wait<?> member;
    private volatile boolean detached; // by whoever counts it off (I1), or does not count it

    Link(WaitJoin<?> join, Wait<?> member) {
      this.join = join;
      this.member = member;
    }

    @Override
    void fire(Wait<?> settled) {
      join.arrived(this);
    }

    /** True for the one who then counts it off (I1). */
    boolean markDetached() {
      return DETACHED.compareAndSet(this, false, true);
    }
  }

  final List<Link> links;
  private final @Nullable Home runsAt; // where the function runs
  private volatile int arrivals; // by any thread, atomically

  /** A stage that is attached to the first of two. */
  private WaitJoin(
      WaitFunction function, Object f, @Nullable Executor executor, Wait<?> one, Wait<?> other) {
    super(function, f, executor);
    links = List.of(new Link(this, one), new Link(this, other));
    runsAt = one.home();
  }

  private WaitJoin(
      WaitFunction function, @Nullable Object f, Collection<? extends CompletionStage<?>> of) {
    super(function, f, null);
    var all = new ArrayList<Link>(of.size());
    try {
      for (CompletionStage<?> each : of) {
        all.add(new Link(this, WaitForeign.follow(each)));
      }
    } catch (Throwable refusal) { // a member is null, or throws
      all.forEach(link -> WaitForeign.unfollow(link.member));
      throw refusal;
    }
    links = all;
    runsAt = home();
  }

  final WaitJoin<T> hang() {
    for (Link link : links) {
      if (link.member.isFinal()) {
        link.detached = true; // not counted
      } else {
        link.member.enter();
      }
    }
    for (Link link : links) {
      link.member.hook(link);
      if (link.detached) { // I2: given up meanwhile; or final, so that it has been fired
        link.member.unhook(link);
      }
    }
    return this;
  }

  /** A member has ended. */
  abstract void arrived(Link link);

  final int countArrival() {
    return (int) ARRIVALS.getAndAdd(this, 1) + 1;
  }

  final void atHome(Runnable action) {
    Home.at(
        runsAt,
        () -> {
          try (var scope = Trampoline.enter()) {
            action.run();
          }
        });
  }

  @Override
  final void removeFromSources(WaitGiveUp attempt, Queue<WaitStage<?>> todo) {
    for (Link link : links) {
      if (link.markDetached()) {
        removeFrom(link.member, link, attempt, todo);
      }
    }
  }

  /** One has won: nothing stays on the losers. */
  final void detachFromAllBut(Link winner) {
    var todo = new ArrayDeque<WaitStage<?>>(2);
    for (Link link : links) {
      if (link != winner && link.markDetached() && link.member.removeReceiver(link)) {
        abandonSource(link.member, WaitGiveUp.cancel(), todo);
      }
    }
    detachAll(todo, WaitGiveUp.cancel());
  }

  /** Needs all of them. */
  static final class All<T extends @Nullable Object> extends WaitJoin<T> {
    private static final Function<Object, Object> AS_THEY_ARE = Function.identity();
    private static final Runnable NOTHING = All::nothing;

    private final boolean handsOn; // calls no function of a user's

    All(WaitFunction function, Object f, @Nullable Executor executor, Wait<?> one, Wait<?> other) {
      super(function, f, executor, one, other);
      handsOn = false;
    }

    private All(WaitFunction function, Object f, Collection<? extends CompletionStage<?>> members) {
      super(function, f, members);
      handsOn = true;
    }

    /** The values of all, in order. */
    static <T extends @Nullable Object> Wait<List<T>> values(
        Collection<? extends CompletionStage<? extends T>> members) {
      return new All<List<T>>(WaitFunction.APPLY, AS_THEY_ARE, members).begun();
    }

    /** Nothing but that all have ended. */
    static Wait<@Nullable Void> ended(Collection<? extends CompletionStage<?>> members) {
      return new All<@Nullable Void>(WaitFunction.RUN, NOTHING, members).begun();
    }

    private static void nothing() {}

    private Wait<T> begun() {
      if (links.isEmpty()) {
        start(this, null);
      }
      return hang();
    }

    @Override
    void arrived(Link link) {
      if (countArrival() == links.size()) {
        atHome(this::allArrived);
      }
    }

    private void allArrived() {
      for (Link link : links) {
        Throwable failure = link.member.failureSeen();
        if (failure != null) {
          detachFromSources(WaitGiveUp.cancel()); // what the others were granted goes back
          var unused = end(wrapped(failure));
          return;
        }
      }
      if (handsOn && isPending() && claim()) {
        handOn();
      } else {
        start(this, null);
      }
    }

    /** Receives the values only as it ends well: of one that is given up first they go back. */
    private void handOn() {
      if (grantWith(function() == WaitFunction.RUN ? null : call(AS_THEY_ARE, this))) {
        for (Link link : links) {
          var unused = link.member.receive();
        }
        settled(false);
      } else { // whoever gave it up has left the members to this
        var todo = new ArrayDeque<WaitStage<?>>(2);
        removeFromSources(WaitGiveUp.cancel(), todo);
        detachAll(todo, WaitGiveUp.cancel());
      }
    }

    @Override
    boolean mayNotSee(Wait<?> from, boolean claimed) {
      for (Link link : links) {
        if (super.mayNotSee(link.member, claimed)) {
          return true;
        }
      }
      return false;
    }

    @Override
    @Nullable Object call(Object f, Wait<?> from) {
      var values = new ArrayList<@Nullable Object>(links.size());
      for (Link link : links) {
        values.add(link.member.value());
      }
      return switch (function()) {
        case APPLY -> function().call(f, Collections.unmodifiableList(values), null);
        case RUN -> function().call(f, null, null);
        default -> function().call(f, values.get(0), values.get(1));
      };
    }
  }

  /** Needs one of them. */
  static final class Any<T extends @Nullable Object> extends WaitJoin<T> {
    Any(WaitFunction function, Object f, @Nullable Executor executor, Wait<?> one, Wait<?> other) {
      super(function, f, executor, one, other);
    }

    Any(Collection<? extends CompletionStage<?>> members) {
      super(WaitFunction.RELAY, null, members);
    }

    @Override
    void arrived(Link winner) {
      if (countArrival() == 1) {
        atHome(
            () -> {
              detachFromAllBut(winner);
              fire(winner.member);
            });
      }
    }

    @Override
    Throwable failureToRelay(Throwable failure) {
      return function() == WaitFunction.RELAY ? failure : super.failureToRelay(failure);
    }
  }
}

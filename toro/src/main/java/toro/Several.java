package toro;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A wait for all or any of several futures, which stay tied to what becomes of that wait. */
abstract class Several<T extends @Nullable Object> extends Stage<T> {
  final Wait<?>[] members;
  private final AtomicReferenceArray<@Nullable Wait<?>> claims; // like Stage.source

  private Several(Collection<? extends CompletionStage<?>> stages) {
    members = stages.stream().map(Wait::of).toArray(Wait<?>[]::new);
    for (Wait<?> each : members) {
      each.enter();
    }
    claims = new AtomicReferenceArray<>(members);
  }

  Several<T> hang() {
    for (int i = 0; i < members.length; i++) {
      members[i].add(new Member(i));
    }
    return this;
  }

  abstract void ended(int member);

  private final class Member extends Node {
    private final int at;

    Member(int at) {
      this.at = at;
    }

    @Override
    public void fire(Wait<?> settled) {
      ended(at);
    }

    @Override
    public boolean isDead() {
      return Several.this.isDead();
    }
  }

  @Override
  void leave(WaitGiveUp attempt, Queue<Stage<?>> todo) {
    super.leave(attempt, todo);
    for (int i = 0; i < members.length; i++) {
      leave(claims.getAndSet(i, null), attempt, todo);
    }
  }

  final @Nullable Wait<?> claim(int member) {
    return claims.getAndSet(member, null);
  }

  static final class All extends Several<@Nullable Void> {
    private final AtomicInteger left;
    private Wait<?>[] origins = {}; // before the outcome

    All(Collection<? extends CompletionStage<?>> stages) {
      super(stages);
      left = new AtomicInteger(members.length);
    }

    @Override
    Several<@Nullable Void> hang() {
      if (members.length == 0) {
        end(GRANTED);
      }
      return super.hang();
    }

    @Override
    void ended(int member) {
      if (left.decrementAndGet() > 0) {
        return;
      }
      Throwable failure = null;
      var found = new LinkedHashSet<Wait<?>>();
      for (Wait<?> each : members) {
        failure = failure == null ? each.failure() : failure;
        Wait<?> from = each.origin();
        if (from instanceof All all) {
          found.addAll(java.util.List.of(all.origins));
        } else if (from != null) {
          found.add(from);
        }
      }
      origins = found.toArray(Wait<?>[]::new);
      end(failure == null ? GRANTED : wrapped(failure));
    }

    @Override
    @Nullable Void grantedValue() {
      return null;
    }

    @Override
    @Nullable Wait<?> origin() {
      return isGranted() && origins.length > 0 ? this : null;
    }

    @Override
    boolean receive() {
      for (Wait<?> each : origins) {
        each.enter(); // from here on, none of them is given back
      }
      boolean all = !isReturned();
      for (Wait<?> each : origins) {
        all = all && each.receive();
      }
      for (Wait<?> each : origins) {
        if (each.leave()) {
          each.abandon(WaitGiveUp.cancel()); // nothing, if it was received
        }
      }
      return all;
    }

    @Override
    boolean isReturned() {
      for (Wait<?> each : origins) {
        if (each.isReturned()) {
          return true;
        }
      }
      return false;
    }
  }

  static final class Any<T extends @Nullable Object> extends Several<T> {
    Any(Collection<? extends CompletionStage<?>> stages) {
      super(stages);
    }

    @Override
    Throwable passedOn(Throwable failure) {
      return failure;
    }

    @Override
    void ended(int member) {
      if (!arrive()) {
        try (var scope = Trampoline.enter()) {
          Wait<?> winner = members[member];
          Wait<?> claim = claim(member);
          leaveSources(WaitGiveUp.cancel()); // the losers
          keep(claim);
          relay(winner, winner.failure());
        }
      }
    }
  }
}

package toro;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stage that a function was attached for: giving it up gives up what it hangs on. */
final class Derived<T extends @Nullable Object> extends Wait<T> {
  /** How it hangs on the stages above; null for one that is complete. */
  @Nullable Attachment from; // before the stage is published

  private final @Nullable Loop home = Loop.current(); // where this was made

  @Override
  boolean giveUp(GiveUp attempt) {
    if (isFinished()) {
      return false;
    }
    try (var scope = Trampoline.enter()) { // what is given up upstream is delivered after the stage
      Wait<?> root = root();
      boolean mayEndLater = attempt.expires && root != this && root.mayEndLater();
      if (mayEndLater) {
        root.watch(new AtItsEnd(this, attempt));
      }
      if (Attachment.claimFunction(from, attempt) || mayEndLater) {
        Attachment.leave(from, attempt);
        return attempt.isLater() || finish(attempt) || endedBy(attempt);
      }
      boolean won = finish(attempt); // first: then no value gets into this stage any more
      if (won) {
        Attachment.leave(from, attempt);
      }
      return won;
    }
  }

  /** A function that came too late may have ended this stage for us: see Attachment.tooLate. */
  private boolean endedBy(GiveUp attempt) {
    return attempt.end instanceof GiveUp.Instead instead
        ? rawFailure() == null && rawValue() == instead.value()
        : rawFailure() == attempt.end;
  }

  @Override
  @Nullable Attachment abandon(GiveUp attempt) {
    return from;
  }

  /** Receives at the roots; several only together. */
  @Override
  boolean receive() {
    List<Wait<?>> roots = Attachment.roots(from);
    if (roots.size() < 2) {
      return roots.isEmpty() || roots.get(0).receive();
    }
    for (Wait<?> root : roots) {
      root.enter(); // from here on, none of them is given back
    }
    boolean all = !isGivenBack();
    for (Wait<?> root : roots) {
      all = all && root.receive();
    }
    for (Wait<?> root : roots) {
      if (root.leave()) {
        var unused = root.abandon(GiveUp.cancel()); // nothing, if it was received
      }
    }
    return all;
  }

  @Override
  boolean isReturnable() {
    for (Wait<?> root : Attachment.roots(from)) {
      if (root.isReturnable()) {
        return true;
      }
    }
    return false;
  }

  @Override
  boolean isGivenBack() {
    for (Wait<?> root : Attachment.roots(from)) {
      if (root.isGivenBack()) {
        return true;
      }
    }
    return false;
  }

  /** The wait upstream that this still hangs on, or this itself. */
  private Wait<?> root() {
    Wait<?> root = this;
    for (Wait<?> up = this; up != null; ) {
      root = up;
      up = up instanceof Derived<?> d && d.from != null ? d.from.sourceIfWaiting() : null;
    }
    return root;
  }

  @Override
  Object blocker() {
    Wait<?> root = root();
    return root == this ? this : root.blocker();
  }

  @Override
  @Nullable Loop home() {
    return home;
  }

  /** Gives the stage its own end when the wait upstream ends, if that has put the end off. */
  private static final class AtItsEnd extends Watcher {
    private final Derived<?> stage;
    private final GiveUp attempt;

    AtItsEnd(Derived<?> stage, GiveUp attempt) {
      this.stage = stage;
      this.attempt = attempt;
    }

    @Override
    boolean wake() {
      if (attempt.isLater()) {
        stage.finish(attempt);
      }
      return false;
    }
  }
}

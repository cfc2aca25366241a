package toro;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a derived stage hangs on a wait: one receiver of that wait, which may leave. */
final class Attachment {
  /*
   * Overview.
   *
   * Giving up a derived stage has to give up the wait at the root of its chain, and what that wait
   * was granted must not vanish with a function that CompletableFuture then never calls. So every
   * function is wrapped, and the wrapper and the one who gives up meet in `state`:
   *
   *      PENDING ──the function starts──────────▶ RAN ──given up──▶ ENDED
   *         └─────given up, or never to run─────▶ LEFT, or LOST to another in anyOf
   *
   * I1. Each attachment is counted as a receiver of its source, and counted off at most once: by
   *     whoever moves it to LEFT. One that RAN stays counted, so that what it received is never
   *     given back. One whose source had given back before is LEFT from the start.
   * I2. A function sees a value that came by way of a grant only if it moved its attachment to RAN.
   *     A value that another function made is seen in any case: it may have to be cleaned up.
   * I3. A function of two sources is decided by the first attachment; its siblings follow.
   * I4. The last receiver to leave a source goes on upwards from there (`walkUp`), in a loop: chains
   *     may be 200,000 stages long.
   *
   * A `pass` attachment runs no function on the value: CompletableFuture hands the value on, and
   * its receivers are those of the stage below. So is the stage that a composing function returned:
   * it becomes `inner` of an attachment that RAN. Such a stage is given up by completing it first:
   * if that wins, no value gets into it. A stage that waits for its function is claimed here first,
   * and then completed; its own exception waits in `why`, so that a function that comes too late
   * completes it with that, and not with a CompletionException around another.
   */
  private static final int PENDING = 0;
  private static final int RAN = 1;
  private static final int LEFT = 2;
  private static final int ENDED = 3;
  private static final int LOST = 4;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Attachment.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private @Nullable Wait<?> source; // dropped by who moves it to RAN: a result keeps no chain alive
  private final boolean pass;
  final boolean inline; // functions run inside a trampoline scope
  private volatile int state; // by any thread, with compare-and-set
  private volatile @Nullable Attachment inner; // by the thread that runs the composing function
  @Nullable Attachment sibling; // before the stage is published: the same stage on another source
  private boolean together; // likewise: the siblings follow this one (I3)
  private @Nullable Derived<?> stage; // before the stage is published
  private @Nullable GiveUp why; // before LEFT, by who gives the stage up

  Attachment(Wait<?> source, boolean pass, boolean inline) {
    this.source = source;
    this.pass = pass;
    this.inline = inline;
    if (source.isDone() && source.isGivenBack()) { // final: it is counted, and gives back no more
      STATE.set(this, LEFT);
    }
  }

  /** Ties a function to a second source, if that is one of ours: it needs both, or one of them. */
  Attachment and(CompletionStage<?> other, boolean both) {
    if (other instanceof Wait<?> wait) {
      Attachment second = wait.attach(false, inline);
      sibling = second;
      together = both;
      if (both && second.state == LEFT) {
        STATE.set(this, LEFT);
      }
    }
    return this;
  }

  // ---- the stage's side

  /** Makes this the way in which the stage hangs on its source. */
  <U> Wait<U> to(CompletableFuture<U> made) {
    Derived<U> derived = made instanceof Derived<U> own ? own : following(made);
    stage = derived;
    if (pass || inner != null || !derived.isDone()) { // else nothing is left to give up
      derived.from = this;
    }
    return derived;
  }

  /** An either is made by the other side, if that has ended: a stage of ours that follows it. */
  private static <U> Derived<U> following(CompletableFuture<U> made) {
    var derived = new Derived<U>();
    var unused =
        made.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                derived.succeedNow(value);
              } else {
                derived.failNow(failure);
              }
            });
    return derived;
  }

  /** The same, for functions that may never be called: what was not claimed by the end leaves. */
  <U> Wait<U> toMaybe(CompletableFuture<U> made) {
    Wait<U> derived = to(made);
    derived.hook((value, failure) -> leaveUnclaimed());
    return derived;
  }

  /** The waits at the roots of a stage from which its value may come by way of a grant. */
  static List<Wait<?>> roots(@Nullable Attachment from) {
    if (from == null || (from.sibling == null && from.carrier() == null)) {
      return List.of(); // as nearly always
    }
    var roots = new ArrayList<Wait<?>>(1);
    var todo = new ArrayDeque<Attachment>(2);
    for (Attachment a = from; a != null; ) {
      if (a.sibling != null) {
        todo.push(a.sibling);
      }
      Attachment carrier = a.carrier();
      Attachment up = null;
      if (carrier != null && carrier.source() instanceof Derived<?> derived) {
        up = derived.from;
      } else if (carrier != null) {
        roots.add(carrier.source());
      }
      a = up != null ? up : todo.poll();
    }
    return roots;
  }

  /** What this hangs on; only while the function has not run. */
  private Wait<?> source() {
    return requireNonNull(source);
  }

  /** The same for those who only look; null once the function has run. */
  @Nullable Wait<?> sourceIfWaiting() {
    return source;
  }

  private @Nullable Attachment carrier() {
    Attachment in = inner;
    return in == null && pass && state != LOST ? this : in;
  }

  // ---- leaving

  /**
   * PENDING to LEFT for a stage that waits for its function; false if there is none to wait for.
   */
  static boolean claimFunction(@Nullable Attachment from, GiveUp attempt) {
    if (from == null || from.pass || from.state != PENDING) {
      return false;
    }
    for (Attachment a = from; a != null; a = a.sibling) {
      a.why = attempt;
    }
    return walkUp(from, attempt);
  }

  /** Leaves whatever the stage hangs on. */
  static void leave(@Nullable Attachment from, GiveUp attempt) {
    if (from != null) {
      walkUp(from, attempt);
    }
  }

  /** Leaves, and goes on up where this was the last receiver (I4); whether the first one left. */
  private static boolean walkUp(Attachment from, GiveUp attempt) {
    boolean first = false;
    var todo = new ArrayDeque<Attachment>(2);
    for (Attachment a = from; a != null; ) {
      boolean left = STATE.compareAndSet(a, PENDING, LEFT);
      first |= left && a == from;
      Attachment up = null;
      if (left && a.source().leave()) { // I1
        up = a.source().abandon(attempt);
      } else if (!left && STATE.compareAndSet(a, RAN, ENDED)) {
        up = a.inner;
      }
      if (a.sibling != null && (left || !a.together)) { // I3
        todo.push(a.sibling);
      }
      a = up != null ? up : todo.poll();
    }
    return first;
  }

  /** The stage has ended, and these functions were never called: the loser of an either, say. */
  private void leaveUnclaimed() {
    for (Attachment a = this; a != null; a = a.sibling) {
      if (a.state == PENDING) {
        leaveAlone(a, LEFT);
      }
    }
  }

  /** Leaves all attachments of a stage but one, whose source has ended it. */
  static void lose(@Nullable Attachment first, int winner) {
    int i = 0;
    for (Attachment a = first; a != null; a = a.sibling) {
      if (i++ != winner) {
        leaveAlone(a, LOST);
      }
    }
  }

  private static void leaveAlone(Attachment a, int as) {
    if (STATE.compareAndSet(a, PENDING, as) && a.source().leave()) {
      GiveUp attempt = GiveUp.cancel();
      try (var scope = Trampoline.enter()) {
        leave(a.source().abandon(attempt), attempt);
      }
    }
  }

  // ---- the function's side

  /** PENDING to RAN, and whether the function may have the value (I2). */
  boolean claim() {
    if (!STATE.compareAndSet(this, PENDING, RAN)) {
      return state != LEFT || isOwnValue(this) && (!together || isOwnValue(sibling));
    }
    source = null;
    Attachment second = sibling;
    if (together && second != null && STATE.compareAndSet(second, PENDING, RAN)) { // I3
      second.source = null;
    }
    return true;
  }

  /** Whether the source's value is nothing that could go back: a function made it, say. */
  private static boolean isOwnValue(@Nullable Attachment a) {
    return a == null || !a.source().isReturnable();
  }

  void claimOrThrow() {
    if (!claim()) {
      throw tooLate();
    }
  }

  /** An either: claims the source that the value came from. */
  void claimOne(@Nullable Object value) {
    for (Attachment a = this; a != null; a = a.sibling) {
      Wait<?> s = a.source();
      if (s.isDone() && s.failure() == null && s.value() == value) {
        a.claimOrThrow();
        return;
      }
    }
  }

  /** An either without a value: claims whichever of the two has ended. */
  void claimEnded() {
    for (Attachment a = this; a != null; a = a.sibling) {
      if (a.source().isDone() && a.claim()) {
        return;
      }
    }
  }

  /** A function runs that composes a stage after a failure: there is nothing to claim. */
  void recovers() {
    STATE.compareAndSet(this, PENDING, RAN);
  }

  GiveUp.CancellationException tooLate() {
    GiveUp reason = why;
    Derived<?> given = stage;
    if (reason != null && given != null) {
      given.finish(reason);
    }
    return new GiveUp.CancellationException("given back before its function ran");
  }

  /** The scope in which a function runs that was attached without an executor; else null. */
  @Nullable Trampoline open() {
    return inline ? Trampoline.enter() : null;
  }

  /** Adopts the stage that a composing function returned, or leaves it if it came too late. */
  <U extends @Nullable Object> CompletionStage<U> adopt(CompletionStage<U> made) {
    CompletionStage<U> returned = Foreign.follow(made);
    if (returned instanceof Wait<U> wait) {
      Attachment in = wait.attach(true, false);
      inner = in;
      if (state != RAN) {
        try (var scope = Trampoline.enter()) {
          leave(in, GiveUp.cancel());
        }
      }
    }
    return returned;
  }
}

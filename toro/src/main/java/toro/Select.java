package toro;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several things: exactly one of them happens, and of the others nothing.
 *
 * {@snippet file="Snippets.java" region="select"}
 *
 * <p>A select is made once, and asked as often as one likes, also by several at once. {@link
 * Wait#anyOf} of the waits themselves is not the same: there, two may be granted, and one goes back
 * later.
 *
 * <p><b>Fairness.</b> If one of the clauses is ready, it is chosen at once: the first in order, or
 * each as likely as any other. Else the select stands in all the lines, where it is one of those
 * who wait, first come, first served, and makes {@code try...} calls fail as they do.
 *
 * <p><b>Cancellation.</b> Giving it up leaves all lines, and takes nothing. What was chosen, but
 * reached no function and no reader, goes back as it would for that clause alone: a permit is
 * closed, an item goes back to its place, a signal goes to the next. See {@link Wait}.
 *
 * <p><b>Failure.</b> A select fails as soon as one of its clauses fails, as that would alone: with
 * a {@link ClosedException}, for instance. A clause that is {@linkplain Clause#settled settled} is
 * chosen instead.
 *
 * <p><b>Memory.</b> What the chosen clause's wait alone would make visible is visible.
 *
 * <p>The comparator of a priority queue may run while the internal locks of all clauses are held,
 * not only those of its queue: it must call none of them.
 */
public final class Select {
  private static final int MOST_CLAUSES = 1_000;

  private final boolean isFair;
  private final Clause<?>[] clauses;
  private final Names.FirstOf names;
  private final WaitGuard[] guards; // each once, in their order (WaitChoice I3)

  private Select(boolean isFair, Clause<?>... clauses) {
    this.isFair = isFair;
    this.clauses = clauses.clone();
    check(this.clauses);
    this.guards = guards(this.clauses);
    this.names = new Names.FirstOf(Stream.of(clauses).map(each -> each.source.blocker()).toList());
  }

  private static void check(Clause<?>[] clauses) {
    if (clauses.length > MOST_CLAUSES) {
      throw new IllegalArgumentException(clauses.length + " clauses, more than " + MOST_CLAUSES);
    }
    var seen = Collections.newSetFromMap(new IdentityHashMap<Clause<?>, Boolean>());
    for (Clause<?> clause : clauses) {
      if (clause == null || !seen.add(clause)) {
        throw new IllegalArgumentException(
            clause == null ? "a clause is null" : "a clause comes twice: " + clause);
      }
    }
  }

  private static WaitGuard[] guards(Clause<?>[] clauses) {
    var guards = Collections.newSetFromMap(new IdentityHashMap<WaitGuard, Boolean>());
    for (Clause<?> clause : clauses) {
      WaitGuard guard = clause.source.guard();
      if (guard != null) {
        guards.add(guard);
      }
    }
    return guards.stream()
        .sorted(Comparator.comparingLong(WaitGuard::number))
        .toArray(WaitGuard[]::new);
  }

  /**
   * A select that takes, of those clauses that are ready when it is asked, the first.
   *
   * @param clauses what to wait for, each once; without any, it waits until it is given up
   * @return a select
   * @throws IllegalArgumentException if there are more than 1,000 clauses, or one is null or comes
   *     twice
   */
  public static Select ordered(Clause<?>... clauses) {
    return new Select(false, clauses);
  }

  /**
   * A select that takes, of those clauses that are ready when it is asked, each as likely as any
   * other. On a simulated loop, the seed decides.
   *
   * @param clauses what to wait for, each once; without any, it waits until it is given up
   * @return a select
   * @throws IllegalArgumentException if there are more than 1,000 clauses, or one is null or comes
   *     twice
   */
  public static Select fair(Clause<?>... clauses) {
    return new Select(true, clauses);
  }

  /**
   * Waits for the first of the clauses. Completion means that it has happened, and none of the
   * others has. Giving up takes nothing. Functions run on the thread by which it happens, or on the
   * loop where this was called.
   *
   * @return a wait for what was chosen; it fails as the first clause to fail would alone
   * @throws IllegalArgumentException if a clause's deadline is on another clock
   */
  public Wait<Selected> select() {
    Soonest time = soonest();
    int[] order = order();
    Wait<Selected> ready = ready(order);
    return ready == null ? join(order, time) : ready;
  }

  /**
   * Takes what is ready now, and never waits.
   *
   * @return what was chosen, or null if no clause is ready
   * @throws ClosedException or what else the first clause that can only fail would fail with alone
   */
  public @Nullable Selected trySelect() {
    SelectWait ready = ready(order());
    return ready == null ? null : ready.now();
  }

  // ---- looking: one guard at a time, and nobody sees it

  private @Nullable SelectWait ready(int @Nullable [] order) {
    for (int k = 0; k < clauses.length; k++) {
      int i = at(order, k);
      WaitGuard guard = clauses[i].source.guard();
      Waiter<?> found;
      if (guard == null) {
        found = clauses[i].source.look();
      } else {
        guard.lock();
        try {
          found = clauses[i].source.look();
        } finally {
          guard.unlock();
        }
      }
      if (found != null) {
        return ready(i, found);
      }
    }
    return null;
  }

  /** A clause was ready: tells those whom that has settled. */
  private SelectWait ready(int index, Waiter<?> found) {
    WaitNode settled = found.next;
    found.next = null;
    var chosen = new SelectWait(this, index);
    var unused = chosen.endAtOnceWith(found);
    Trampoline.deliver((Wait<?>) settled);
    return chosen;
  }

  /** The places in the order in which they are looked at; null: as they are. */
  private int @Nullable [] order() {
    if (!isFair) {
      return null;
    }
    WaitTimer here = WaitTimer.here();
    int[] order = new int[clauses.length];
    for (int i = 0; i < order.length; i++) { // each is put at a random place among those before
      int j = here.choose(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static int at(int @Nullable [] order, int k) {
    return order == null ? k : order[k];
  }

  // ---- waiting: all lines at once (WaitChoice I2)

  private Wait<Selected> join(int @Nullable [] order, Soonest time) {
    var members = new Waiter<?>[clauses.length];
    boolean waitsOutside = false;
    for (int i = 0; i < members.length; i++) {
      members[i] = clauses[i].source.waiter();
      waitsOutside |= clauses[i].source instanceof SelectMirror<?> mirror && mirror.isOutside();
    }
    var choice = new SelectWait(this, members, waitsOutside);
    WaitGrants let = null; // whom those let in that joined in vain
    int ready = -1;
    Waiter<?> found = null;
    for (WaitGuard guard : guards) {
      guard.lock();
    }
    try {
      for (int k = 0; k < members.length && found == null; k++) {
        ready = at(order, k);
        found = clauses[ready].source.look();
      }
      for (int k = 0; k < members.length && found == null; k++) {
        ready = at(order, k);
        Object end = joinOne(clauses[ready], members[ready]);
        if (end != null) { // by a release without the guard, since it was looked at
          found = members[ready];
          found.become(end);
          let = new WaitGrants();
          for (int before = 0; before < k; before++) {
            leave(members[at(order, before)], let);
          }
        }
      }
    } finally {
      for (WaitGuard guard : guards) {
        guard.unlock();
      }
    }
    if (found == null) {
      for (Clause<?> clause : clauses) {
        clause.source.joined();
      }
      if (time.index >= 0) {
        SelectTime.Alarm.set(choice, members[time.index], time.nanos);
      }
      return choice;
    }
    choice.discard();
    Wait<Selected> chosen = ready(ready, found);
    if (let != null) {
      let.deliver();
    }
    return chosen;
  }

  private static <T extends @Nullable Object> @Nullable Object joinOne(
      Clause<T> clause, Waiter<?> member) {
    return clause.source.join(Wait.cast(member));
  }

  private static void leave(Waiter<?> member, WaitGrants grants) {
    WaitQueue standing = member.line;
    if (standing != null) {
      standing.remove(member, grants);
    }
  }

  /** Which clause's time comes first, and when; none: -1. */
  private record Soonest(int index, long nanos) {
    static final Soonest NEVER = new Soonest(-1, 0);
  }

  private Soonest soonest() {
    Soonest soonest = Soonest.NEVER;
    for (int i = 0; i < clauses.length; i++) {
      if (clauses[i].source instanceof SelectTime time) {
        long nanos = time.nanosOn(WaitTimer.here());
        if (soonest.index < 0 || nanos < soonest.nanos) {
          soonest = new Soonest(i, nanos);
        }
      }
    }
    return soonest;
  }

  // ---- how it shows itself

  Clause<?> clause(int index) {
    return clauses[index];
  }

  int placeOf(Clause<?> clause) {
    return Arrays.asList(clauses).indexOf(clause);
  }

  /** What is waited for. */
  Names.FirstOf names() {
    return names;
  }

  /**
   * What it waits for.
   *
   * @return such as {@code Select[the first of AsyncQueue[orders], AsyncEvent[stopping]]}
   */
  @Override
  public String toString() {
    return "Select[" + names + "]";
  }
}

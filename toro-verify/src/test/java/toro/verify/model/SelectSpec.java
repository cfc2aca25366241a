package toro.verify.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import toro.AsyncEvent;
import toro.AsyncQueue;
import toro.AsyncSemaphore;
import toro.Clause;
import toro.Loop;
import toro.Permit;
import toro.Select;
import toro.Selected;

/**
 * Selects over a queue for one item, a semaphore, an event and time: the first takes an item or a
 * permit; the second two permits, or puts; the third waits for the event, a permit, or 15 ms.
 */
public interface SelectSpec {
  void select(int who, int which);

  /** The place of what was selected, which is received; else -1. */
  int trySelect(int which);

  Standing look(int who);

  /** The place of what somebody has, and what that is; a permit is closed. */
  @Nullable String receive(int who);

  boolean leave(int who, int door);

  boolean giveBack(int who, int door);

  boolean offer(int item);

  @Nullable Integer poll();

  void release(int n);

  boolean tryTake(int n);

  void set();

  void clear();

  /** Ten milliseconds. */
  void pass(int times);

  /** How many items and permits there are, and who waits. */
  String account();

  /** What is right. */
  class Model implements SelectSpec {
    private record Asker(int who, int n) {}

    private final Line line = new Line(); // of all, to know their standing
    private final List<Integer> items = new ArrayList<>();
    private final List<Asker> takers = new ArrayList<>();
    private final List<Asker> putters = new ArrayList<>(); // of item n
    private final List<Asker> requests = new ArrayList<>(); // for n permits
    private final List<Asker> watchers = new ArrayList<>();
    private final int[] places = new int[Tickets.MANY];
    private final int[] values = new int[Tickets.MANY]; // items, or numbers of permits
    private final int[] selects = new int[Tickets.MANY];
    private final long[] ends = new long[Tickets.MANY];
    private long now;
    private int permits;
    private int numbers;
    private boolean isSet;
    private int taken; // by what was ready last

    private void win(int who, int place, int value) {
      places[who] = place;
      values[who] = value;
      line.admit(who);
      leaveLines(who);
    }

    private void leaveLines(int who) {
      for (var each : List.of(takers, putters, requests, watchers)) {
        each.removeIf(asker -> asker.who == who);
      }
      serveRequests(); // one that was too large for what is there may have left
    }

    private void serveRequests() {
      while (!requests.isEmpty() && requests.getFirst().n <= permits) {
        Asker first = requests.removeFirst();
        permits -= first.n;
        win(first.who, selects[first.who] == 2 ? 0 : 1, first.n);
      }
    }

    @Override
    public void select(int who, int which) {
      int item = ++numbers;
      if (!line.mayAsk(who)) {
        return;
      }
      selects[who] = which;
      int place = takeNow(which, item);
      if (place >= 0) {
        line.tell(who, Standing.IN);
        places[who] = place;
        values[who] = taken;
        return;
      }
      line.tell(who, Standing.WAITING);
      ends[who] = which == 3 ? now + 15 : 0;
      requests.add(new Asker(who, which == 2 ? 2 : 1));
      switch (which) {
        case 1 -> takers.add(new Asker(who, 0));
        case 2 -> putters.add(new Asker(who, item));
        default -> watchers.add(new Asker(who, 0));
      }
    }

    /** The place of what is ready, which is taken; else -1. */
    private int takeNow(int which, int item) {
      return switch (which) {
        case 1 -> takeItem() ? 0 : takePermits(1) ? 1 : -1;
        case 2 -> takePermits(2) ? 0 : put(item) ? 1 : -1;
        default -> isSet ? 0 : takePermits(1) ? 1 : -1;
      };
    }

    private boolean takeItem() {
      Integer item = poll();
      taken = item == null ? 0 : item;
      return item != null;
    }

    private boolean takePermits(int n) {
      taken = n;
      return tryTake(n);
    }

    private boolean put(int item) {
      taken = 0;
      if (!takers.isEmpty()) {
        win(takers.getFirst().who, 0, item);
        return true;
      }
      boolean fits = items.isEmpty();
      if (fits) {
        items.add(item);
      }
      return fits;
    }

    @Override
    public int trySelect(int which) {
      int place = takeNow(which, ++numbers);
      if (place >= 0 && (which == 2 ? place == 0 : place == 1)) {
        permits += taken;
        serveRequests();
      }
      return place;
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    private boolean hasItem(int who) {
      return selects[who] == 1 && places[who] == 0;
    }

    private boolean hasPermits(int who) {
      return places[who] == (selects[who] == 2 ? 0 : 1);
    }

    @Override
    public @Nullable String receive(int who) {
      if (!line.exit(who)) {
        return null;
      }
      String what = places[who] + " " + (hasItem(who) ? values[who] : 0);
      closePermits(who);
      return what;
    }

    private void closePermits(int who) {
      if (hasPermits(who)) {
        permits += values[who];
        serveRequests();
      }
    }

    @Override
    public boolean leave(int who, int door) {
      boolean left = line.leave(who);
      if (left) {
        leaveLines(who);
      }
      return left;
    }

    @Override
    public boolean giveBack(int who, int door) {
      if (!line.exit(who)) {
        return false;
      }
      closePermits(who);
      if (hasItem(who)) {
        if (takers.isEmpty()) {
          items.addFirst(values[who]);
        } else {
          win(takers.getFirst().who, 0, values[who]);
        }
      }
      return true;
    }

    @Override
    public boolean offer(int item) {
      return put(++numbers);
    }

    @Override
    public @Nullable Integer poll() {
      if (!putters.isEmpty() && items.size() <= 1) {
        Asker first = putters.getFirst();
        items.add(first.n);
        win(first.who, 1, 0);
      }
      Integer item = items.isEmpty() ? null : items.removeFirst();
      if (items.isEmpty() && !putters.isEmpty()) {
        Asker first = putters.getFirst();
        items.add(first.n);
        win(first.who, 1, 0);
      }
      return item;
    }

    @Override
    public void release(int n) {
      permits += n;
      serveRequests();
    }

    @Override
    public boolean tryTake(int n) {
      boolean fits = requests.isEmpty() && permits >= n;
      permits -= fits ? n : 0;
      return fits;
    }

    @Override
    public void set() {
      isSet = true;
      List.copyOf(watchers).forEach(watcher -> win(watcher.who, 0, 0));
    }

    @Override
    public void clear() {
      isSet = false;
    }

    @Override
    public void pass(int times) {
      now += 10L * times;
      for (int who = 0; who < Tickets.MANY; who++) {
        if (line.look(who) == Standing.WAITING && selects[who] == 3 && ends[who] < now) {
          win(who, 2, 0);
        }
      }
    }

    @Override
    public String account() {
      return List.of(items.size(), takers.size() + putters.size(), permits, requests.size())
          + " "
          + watchers.size();
    }
  }

  /** The library's. */
  class Real implements SelectSpec {
    private final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    private final AsyncSemaphore semaphore = new AsyncSemaphore(0);
    private final AsyncEvent event = new AsyncEvent();
    private final Tickets tickets = new Tickets(queue::waiting);
    private final Clause<Integer> item = Clause.take(queue);
    private final Clause<Permit> one = Clause.acquire(semaphore);
    private final Clause<Permit> two = Clause.acquire(semaphore, 2);
    private final Clause<@Nullable Void> isSet = Clause.whenSet(event);
    private int numbers;

    private Select of(int which, int number) {
      return switch (which) {
        case 1 -> Select.ordered(item, one);
        case 2 -> Select.ordered(two, Clause.put(queue, number));
        default -> Select.ordered(isSet, one, Clause.after(Duration.ofMillis(15)));
      };
    }

    @Override
    public void select(int who, int which) {
      int number = ++numbers;
      tickets.ask(who, () -> of(which, number).select());
    }

    @Override
    public int trySelect(int which) {
      Selected won = of(which, ++numbers).trySelect();
      if (won == null) {
        return -1;
      }
      var unused = use(won);
      return won.index();
    }

    /** The place, and the item if it is one. */
    private String use(Selected won) {
      if (won.is(one)) {
        won.get(one).close();
      } else if (won.is(two)) {
        won.get(two).close();
      }
      return won.index() + " " + (won.is(item) ? won.get(item) : 0);
    }

    @Override
    public Standing look(int who) {
      return tickets.look(who);
    }

    @Override
    public @Nullable String receive(int who) {
      return tickets.exit(who) instanceof Selected won ? use(won) : null;
    }

    @Override
    public boolean leave(int who, int door) {
      return tickets.leave(who, door);
    }

    @Override
    public boolean giveBack(int who, int door) {
      return tickets.giveBack(who, door);
    }

    @Override
    public boolean offer(int item) {
      return queue.offer(++numbers);
    }

    @Override
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Override
    public void release(int n) {
      semaphore.release(n);
    }

    @Override
    public boolean tryTake(int n) {
      return semaphore.tryAcquire(n) != null;
    }

    @Override
    public void set() {
      event.set();
    }

    @Override
    public void clear() {
      event.clear();
    }

    @Override
    public void pass(int times) {
      try {
        Loop.sleep(Duration.ofMillis(10L * times));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String account() {
      return List.of(queue.size(), queue.waiting(), semaphore.available(), semaphore.waiting())
          + " "
          + event.waiting();
    }
  }
}

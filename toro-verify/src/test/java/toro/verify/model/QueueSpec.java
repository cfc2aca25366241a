package toro.verify.model;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;
import toro.ClosedException;

/** A queue of whatever kind. Who is in has put his item, has got one, or has seen all done. */
public interface QueueSpec {
  void put(int who, int item);

  /** In, out if that would have to wait, or failed. */
  Standing offer(int item);

  void take(int who);

  @Nullable Integer poll();

  Standing look(int who);

  /** What somebody got, or null; who is in, is no more. */
  @Nullable Object receive(int who);

  boolean cancel(int who);

  int size();

  /** Whether there was anything to be done. */
  boolean taskDone();

  void whenDone(int who);

  int waiting();

  void close();

  List<Integer> closeNow();

  /** Which item is the next. */
  enum Order {
    FIRST_IN,
    LAST_IN,
    SMALLEST
  }

  /** What is right. */
  class Model implements QueueSpec {
    private final Order order;
    private final int capacity;
    private final List<Integer> buffer = new ArrayList<>();
    private final Line line = new Line(); // of all, to know their standing
    private final List<Integer> putters = new ArrayList<>();
    private final List<Integer> takers = new ArrayList<>();
    private final List<Integer> joiners = new ArrayList<>();
    private final @Nullable Integer[] items = new Integer[Tickets.MANY]; // to put, or got
    private int unfinished;
    private boolean closed;

    public Model(Order order, int capacity) {
      this.order = order;
      this.capacity = capacity;
    }

    @Override
    public void put(int who, int item) {
      if (line.mayAsk(who)) {
        items[who] = null;
        var told = offer(item);
        if (told == Standing.OUT) {
          items[who] = item;
          putters.add(who);
          told = Standing.WAITING;
        }
        line.tell(who, told);
      }
    }

    @Override
    public Standing offer(int item) {
      if (closed) {
        return Standing.FAILED;
      }
      if (!takers.isEmpty()) {
        int taker = takers.removeFirst();
        items[taker] = item;
        line.admit(taker);
      } else if (buffer.size() < capacity) {
        buffer.add(item);
      } else {
        return Standing.OUT;
      }
      unfinished++;
      return Standing.IN;
    }

    @Override
    public void take(int who) {
      if (line.mayAsk(who)) {
        items[who] = poll();
        if (items[who] != null) {
          line.tell(who, Standing.IN);
        } else if (closed) {
          line.tell(who, Standing.FAILED);
        } else {
          takers.add(who);
          line.tell(who, Standing.WAITING);
        }
      }
    }

    /** The first who waits to put competes for being next. */
    @Override
    public @Nullable Integer poll() {
      if (!putters.isEmpty()) {
        int putter = putters.removeFirst();
        buffer.add(items[putter]);
        items[putter] = null;
        unfinished++;
        line.admit(putter);
      }
      if (buffer.isEmpty()) {
        return null;
      }
      Integer next =
          switch (order) {
            case FIRST_IN -> buffer.getFirst();
            case LAST_IN -> buffer.getLast();
            case SMALLEST -> buffer.stream().min(Integer::compare).orElseThrow();
          };
      buffer.remove(order == Order.LAST_IN ? buffer.size() - 1 : buffer.indexOf(next));
      return next;
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public @Nullable Object receive(int who) {
      if (!line.exit(who)) {
        return null;
      }
      var item = items[who];
      items[who] = null;
      return item;
    }

    @Override
    public boolean cancel(int who) {
      for (var waiting : List.of(putters, takers, joiners)) {
        waiting.remove((Integer) who);
      }
      return line.leave(who);
    }

    @Override
    public int size() {
      return buffer.size();
    }

    @Override
    public boolean taskDone() {
      if (unfinished == 0) {
        return false;
      }
      finish(1);
      return true;
    }

    private void finish(int n) {
      unfinished -= Math.min(n, unfinished); // some were called done before they were taken
      while (unfinished == 0 && !joiners.isEmpty()) {
        line.admit(joiners.removeFirst());
      }
    }

    @Override
    public void whenDone(int who) {
      if (line.mayAsk(who)) {
        items[who] = null;
        if (unfinished == 0) {
          line.tell(who, Standing.IN);
        } else {
          joiners.add(who);
          line.tell(who, Standing.WAITING);
        }
      }
    }

    @Override
    public int waiting() {
      return putters.size() + takers.size() + joiners.size();
    }

    @Override
    public void close() {
      closed = true;
      for (var waiting : List.of(putters, takers)) {
        waiting.forEach(
            who -> {
              items[who] = null;
              line.fail(who);
            });
        waiting.clear();
      }
    }

    @Override
    public List<Integer> closeNow() {
      close();
      var left = new ArrayList<Integer>();
      for (Integer item; (item = poll()) != null; ) {
        left.add(item);
      }
      finish(left.size());
      return left;
    }
  }

  /** The library's. */
  class Real implements QueueSpec {
    private final AsyncQueue<Integer> queue;
    private final Tickets tickets;

    public Real(AsyncQueue<Integer> queue) {
      this.queue = queue;
      this.tickets = new Tickets(queue::waiting);
    }

    @Operation
    @Override
    public void put(
        @Param(gen = ThreadIdGen.class) int who,
        @Param(gen = IntGen.class, conf = "1:9") int item) {
      tickets.ask(who, () -> queue.put(item));
    }

    @Operation
    @Override
    public Standing offer(@Param(gen = IntGen.class, conf = "1:9") int item) {
      try {
        return queue.offer(item) ? Standing.IN : Standing.OUT;
      } catch (ClosedException e) {
        return Standing.FAILED;
      }
    }

    @Operation
    @Override
    public void take(@Param(gen = ThreadIdGen.class) int who) {
      tickets.ask(who, queue::take);
    }

    @Operation
    @Override
    public @Nullable Integer poll() {
      return queue.poll();
    }

    @Operation
    @Override
    public Standing look(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.look(who);
    }

    @Operation
    @Override
    public @Nullable Object receive(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.exit(who);
    }

    @Operation
    @Override
    public boolean cancel(@Param(gen = ThreadIdGen.class) int who) {
      return tickets.cancel(who);
    }

    @Operation
    @Override
    public int size() {
      return queue.size();
    }

    @Override
    public boolean taskDone() {
      try {
        queue.taskDone();
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    @Override
    public void whenDone(int who) {
      tickets.ask(who, queue::whenDone);
    }

    @Override
    public int waiting() {
      return queue.waiting();
    }

    @Operation
    @Override
    public void close() {
      queue.close();
    }

    @Override
    public List<Integer> closeNow() {
      return queue.closeNow();
    }
  }
}

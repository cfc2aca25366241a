package toro.verify.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import toro.AsyncBroadcast;
import toro.ClosedException;
import toro.LaggedException;

/** A broadcast, where everybody may have a subscription, and may put. */
public interface BroadcastSpec {
  /** False if somebody has one already, or it is too late; with one item less than that again. */
  boolean subscribe(int who, int replay);

  boolean unsubscribe(int who);

  void put(int who, int item);

  /** In, out if that would have to wait, or failed. */
  Standing offer(int item);

  void take(int who);

  /** An item, what was missed, or null. */
  @Nullable Object poll(int who);

  Standing look(int who);

  /** What somebody got, or null; who is in, is no more. */
  @Nullable Object receive(int who);

  boolean cancel(int who);

  int size(int who);

  long missed(int who);

  int waiting();

  void close();

  /** What is right. */
  class Model implements BroadcastSpec {
    private static final int NONE = -1;
    private final int capacity;
    private final boolean isLossless;
    private final List<Integer> accepted = new ArrayList<>();
    private final int[] positions = new int[Tickets.MANY]; // what each subscription takes next
    private final int[] told = new int[Tickets.MANY];
    private final Line line = new Line();
    private final List<Integer> putters = new ArrayList<>();
    private final @Nullable Integer[] items = new Integer[Tickets.MANY]; // to put, or got
    private boolean wasTold; // of what was missed, by the last poll
    private boolean closed;

    public Model(int capacity, boolean isLossless) {
      this.capacity = capacity;
      this.isLossless = isLossless;
      Arrays.fill(positions, NONE);
    }

    private int oldest() {
      return Math.max(0, accepted.size() - capacity);
    }

    private boolean hasRoom() {
      return !isLossless
          || Arrays.stream(positions).allMatch(p -> p == NONE || accepted.size() - p < capacity);
    }

    @Override
    public boolean subscribe(int who, int replay) {
      if (closed || positions[who] != NONE) {
        return false;
      }
      positions[who] = Math.max(oldest(), accepted.size() - (replay - 1));
      told[who] = 0;
      return true;
    }

    @Override
    public boolean unsubscribe(int who) {
      if (positions[who] == NONE) {
        return false;
      }
      positions[who] = NONE;
      if (isTaking(who)) {
        line.fail(who);
      }
      admit();
      return true;
    }

    private boolean isTaking(int who) {
      return line.look(who) == Standing.WAITING && !putters.contains(who);
    }

    @Override
    public void put(int who, int item) {
      if (line.mayAsk(who)) {
        items[who] = null;
        var answer = offer(item);
        if (answer == Standing.OUT) {
          items[who] = item;
          putters.add(who);
          answer = Standing.WAITING;
        }
        line.tell(who, answer);
      }
    }

    @Override
    public Standing offer(int item) {
      if (closed) {
        return Standing.FAILED;
      }
      if (!hasRoom()) {
        return Standing.OUT;
      }
      accepted.add(item);
      for (int who = 0; who < Tickets.MANY; who++) {
        if (isTaking(who)) {
          items[who] = accepted.get(positions[who]++);
          line.admit(who);
        }
      }
      return Standing.IN;
    }

    /** First come, first served. */
    private void admit() {
      while (!putters.isEmpty() && hasRoom()) {
        int putter = putters.removeFirst();
        int item = items[putter];
        items[putter] = null;
        line.admit(putter);
        var unused = offer(item);
      }
    }

    @Override
    public void take(int who) {
      if (positions[who] != NONE && line.mayAsk(who)) {
        items[who] = null;
        if (poll(who) instanceof Integer item) {
          items[who] = item;
          line.tell(who, Standing.IN);
        } else if (closed || wasTold) {
          line.tell(who, Standing.FAILED);
        } else {
          line.tell(who, Standing.WAITING);
        }
      }
    }

    @Override
    public @Nullable Object poll(int who) {
      wasTold = false;
      if (positions[who] == NONE) {
        return null;
      }
      int gap = oldest() - positions[who];
      if (gap > 0) {
        positions[who] += gap;
        told[who] += gap;
        wasTold = true;
        return "missed " + gap;
      }
      if (positions[who] == accepted.size()) {
        return null;
      }
      var item = accepted.get(positions[who]++);
      admit();
      return item;
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public @Nullable Object receive(int who) {
      return line.exit(who) ? items[who] : null;
    }

    @Override
    public boolean cancel(int who) {
      putters.remove((Integer) who);
      return line.leave(who);
    }

    @Override
    public int size(int who) {
      return positions[who] == NONE ? 0 : accepted.size() - Math.max(positions[who], oldest());
    }

    @Override
    public long missed(int who) {
      return positions[who] == NONE ? 0 : told[who] + Math.max(0, oldest() - positions[who]);
    }

    @Override
    public int waiting() {
      return line.size();
    }

    @Override
    public void close() {
      closed = true;
      putters.clear();
      line.failAll();
    }
  }

  /** The library's. */
  class Real implements BroadcastSpec {
    private final AsyncBroadcast<Integer> broadcast;
    private final AsyncBroadcast.@Nullable Subscription<Integer>[] subscriptions;
    private final Tickets tickets;

    @SuppressWarnings({"unchecked", "rawtypes"})
    public Real(AsyncBroadcast<Integer> broadcast) {
      this.broadcast = broadcast;
      this.subscriptions = new AsyncBroadcast.Subscription[Tickets.MANY];
      this.tickets = new Tickets(broadcast::waiting);
    }

    @Operation
    @Override
    public boolean subscribe(
        @Param(gen = ThreadIdGen.class) int who,
        @Param(gen = IntGen.class, conf = "1:3") int replay) {
      if (subscriptions[who] != null) {
        return false;
      }
      try {
        subscriptions[who] = broadcast.subscribe(replay - 1);
        return true;
      } catch (ClosedException e) {
        return false;
      }
    }

    @Operation
    @Override
    public boolean unsubscribe(@Param(gen = ThreadIdGen.class) int who) {
      var subscription = subscriptions[who];
      subscriptions[who] = null;
      if (subscription != null) {
        subscription.close();
      }
      return subscription != null;
    }

    @Operation
    @Override
    public void put(
        @Param(gen = ThreadIdGen.class) int who,
        @Param(gen = IntGen.class, conf = "1:9") int item) {
      tickets.ask(who, () -> broadcast.put(item));
    }

    @Operation
    @Override
    public Standing offer(@Param(gen = IntGen.class, conf = "1:9") int item) {
      try {
        return broadcast.offer(item) ? Standing.IN : Standing.OUT;
      } catch (ClosedException e) {
        return Standing.FAILED;
      }
    }

    @Operation
    @Override
    public void take(@Param(gen = ThreadIdGen.class) int who) {
      var subscription = subscriptions[who];
      if (subscription != null) {
        tickets.ask(who, subscription::take);
      }
    }

    @Operation
    @Override
    public @Nullable Object poll(@Param(gen = ThreadIdGen.class) int who) {
      var subscription = subscriptions[who];
      try {
        return subscription == null ? null : subscription.poll();
      } catch (LaggedException e) {
        return "missed " + e.missed();
      }
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
    public int size(@Param(gen = ThreadIdGen.class) int who) {
      var subscription = subscriptions[who];
      return subscription == null ? 0 : subscription.size();
    }

    @Operation
    @Override
    public long missed(@Param(gen = ThreadIdGen.class) int who) {
      var subscription = subscriptions[who];
      return subscription == null ? 0 : subscription.missed();
    }

    @Override
    public int waiting() {
      return broadcast.waiting();
    }

    @Operation
    @Override
    public void close() {
      broadcast.close();
    }
  }
}

package toro.verify.model;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import toro.AsyncQueue;
import toro.ClosedException;
import toro.Lease;
import toro.Loop;
import toro.QueueStats;
import toro.Slot;
import toro.Wait;

/** The library's. */
public class QueueExtras implements QueueExtrasSpec {
  private final AsyncQueue<Integer> queue;
  private final List<Integer> reports;
  private final Tickets tickets;
  private final boolean[] isSlot = new boolean[Tickets.MANY]; // these two: what was asked for
  private final boolean[] isLease = new boolean[Tickets.MANY];
  private final boolean[] isNothing = new boolean[Tickets.MANY]; // that could go back
  private final ArrayDeque<AsyncQueue.Producer<Integer>> producers = new ArrayDeque<>();
  private final ArrayDeque<AsyncQueue.Consumer<Integer>> consumers = new ArrayDeque<>();
  private int numbers;

  /** A queue, and what it has reported to be dropped. */
  public QueueExtras(AsyncQueue<Integer> queue, List<Integer> reports) {
    this.queue = queue;
    this.reports = reports;
    this.tickets = new Tickets(queue::waiting);
  }

  /** Makes each item another one. */
  protected int numbered(int item) {
    return item * NUMBERS + ++numbers;
  }

  private void ask(int who, Supplier<? extends Wait<?>> request) {
    ask(who, request, false, false, false);
  }

  private void ask(
      int who, Supplier<? extends Wait<?>> request, boolean slot, boolean lease, boolean nothing) {
    if (tickets.mayAsk(who)) {
      try {
        tickets.ask(who, request);
      } catch (IllegalStateException e) {
        return; // has no slots
      }
      isSlot[who] = slot;
      isLease[who] = lease;
      isNothing[who] = nothing;
    }
  }

  // ---- putting and taking

  @Operation
  @Override
  public void put(
      @Param(gen = ThreadIdGen.class) int who, @Param(gen = IntGen.class, conf = "1:9") int item) {
    int entering = numbered(item);
    ask(who, () -> queue.put(entering), false, false, true);
  }

  @Operation
  @Override
  public Standing offer(@Param(gen = IntGen.class, conf = "1:9") int item) {
    int entering = numbered(item);
    try {
      return queue.offer(entering) ? Standing.IN : Standing.OUT;
    } catch (ClosedException e) {
      return Standing.FAILED;
    }
  }

  @Override
  public void take(int who) {
    ask(who, queue::take);
  }

  @Override
  public @Nullable Integer poll() {
    return queue.poll();
  }

  @Operation
  @Override
  public List<Integer> pollSeveral(@Param(gen = IntGen.class, conf = "1:3") int max) {
    return queue.poll(max);
  }

  @Override
  public void takeBatch(int who, int max) {
    ask(who, () -> queue.takeBatch(max));
  }

  @Override
  public void takeBatchLingering(int who, int max) {
    ask(who, () -> queue.takeBatch(max, Duration.ofMillis(10L * max - 5)));
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
  public @Nullable Integer peek() {
    return queue.peek();
  }

  // ---- who asks

  @Operation
  @Override
  public Standing look(@Param(gen = ThreadIdGen.class) int who) {
    return tickets.look(who);
  }

  @Operation
  @Override
  public @Nullable Object receive(@Param(gen = ThreadIdGen.class) int who) {
    return isSlot[who] || isLease[who] ? null : tickets.exit(who);
  }

  @Override
  public boolean leave(int who, int door) {
    return tickets.leave(who, door);
  }

  @Override
  public boolean giveBack(int who, int door) {
    return !isNothing[who] && tickets.giveBack(who, door);
  }

  // ---- slots

  @Operation
  @Override
  public void reserve(@Param(gen = ThreadIdGen.class) int who) {
    ask(who, queue::reserve, true, false, false);
  }

  @Operation
  @Override
  public boolean putIntoSlot(
      @Param(gen = ThreadIdGen.class) int who, @Param(gen = IntGen.class, conf = "1:9") int item) {
    int entering = numbered(item);
    if (!isSlot[who] || !(tickets.peek(who) instanceof Slot<?> slot)) {
      return false;
    }
    try {
      put(slot, entering);
    } catch (ClosedException e) {
      return false;
    }
    tickets.exit(who);
    return true;
  }

  @SuppressWarnings("unchecked") // all are this queue's
  private static void put(Slot<?> slot, int item) {
    ((Slot<Integer>) slot).put(item);
  }

  @Operation
  @Override
  public boolean closeSlot(@Param(gen = ThreadIdGen.class) int who) {
    if (isSlot[who] && tickets.exit(who) instanceof Slot<?> slot) {
      slot.close();
      return true;
    }
    return false;
  }

  // ---- leases

  @Operation
  @Override
  public void lease(@Param(gen = ThreadIdGen.class) int who) {
    ask(who, queue::lease, false, true, false);
  }

  @Operation
  @Override
  public int done(@Param(gen = ThreadIdGen.class) int who) {
    return end(who, Lease::done);
  }

  @Operation
  @Override
  public int defer(@Param(gen = ThreadIdGen.class) int who) {
    return end(who, Lease::defer);
  }

  @Operation
  @Override
  public int closeLease(@Param(gen = ThreadIdGen.class) int who) {
    return end(who, Lease::close);
  }

  private int end(int who, Consumer<? super Lease<?>> how) {
    if (isLease[who] && tickets.exit(who) instanceof Lease<?> lease) {
      int attempts = lease.attempts();
      how.accept(lease);
      return attempts;
    }
    return 0;
  }

  // ---- ends

  @Override
  public boolean openProducer() {
    return open(() -> producers.add(queue.producer()));
  }

  private static boolean open(Runnable opening) {
    try {
      opening.run();
      return true;
    } catch (ClosedException e) {
      return false;
    }
  }

  @Override
  public boolean closeProducer() {
    return close(producers.poll());
  }

  private static boolean close(@Nullable AutoCloseable end) {
    if (end == null) {
      return false;
    }
    try {
      end.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return true;
  }

  @Override
  public void putByProducer(int who, int item) {
    int entering = numbered(item);
    if (!producers.isEmpty()) {
      ask(who, () -> producers.element().put(entering), false, false, true);
    }
  }

  @Override
  public void reserveByProducer(int who) {
    if (!producers.isEmpty()) {
      ask(who, () -> producers.element().reserve(), true, false, false);
    }
  }

  @Override
  public boolean openConsumer() {
    return open(() -> consumers.add(queue.consumer()));
  }

  @Override
  public boolean closeConsumer() {
    return close(consumers.poll());
  }

  // ---- all of it

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
    ask(who, queue::whenDone, false, false, true);
  }

  @Override
  public boolean resize(int capacity) {
    try {
      queue.resize(capacity);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void close() {
    queue.close();
  }

  @Override
  public List<Integer> closeNow() {
    return queue.closeNow();
  }

  @Operation
  @Override
  public QueueStats stats() {
    return queue.stats();
  }

  @Override
  public List<Integer> reports() {
    return reports;
  }
}

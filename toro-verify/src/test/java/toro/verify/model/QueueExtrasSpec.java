package toro.verify.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import toro.QueueStats;

/**
 * A queue with all that it can do: slots, leases, batches, dropped items, ends, another capacity.
 * Who is in has put an item, has got one or several, has a slot or a lease, or has seen all done.
 */
public interface QueueExtrasSpec {
  void put(int who, int item);

  /** In, out if that would have to wait or the item was dropped, or failed. */
  Standing offer(int item);

  void take(int who);

  @Nullable Integer poll();

  List<Integer> pollSeveral(int max);

  void takeBatch(int who, int max);

  /** Goes on for ten milliseconds for each of max, less five. */
  void takeBatchLingering(int who, int max);

  /** Ten milliseconds. */
  void pass(int times);

  Standing look(int who);

  /** What somebody got, or null; who is in is no more, but with a slot or a lease. */
  @Nullable Object receive(int who);

  /** Whether somebody waited, who leaves by one of several doors. */
  boolean leave(int who, int door);

  /** Whether somebody who is in has received nothing yet, nor ever will: it goes back. */
  boolean giveBack(int who, int door);

  // ---- slots

  void reserve(int who);

  /** Whether somebody had a slot, and could put into it. */
  boolean putIntoSlot(int who, int item);

  boolean closeSlot(int who);

  // ---- leases

  void lease(int who);

  /** Which attempt it was; 0 if somebody has no lease. Those that follow, too. */
  int done(int who);

  int defer(int who);

  int closeLease(int who);

  // ---- ends

  boolean openProducer();

  boolean closeProducer();

  void putByProducer(int who, int item);

  void reserveByProducer(int who);

  boolean openConsumer();

  boolean closeConsumer();

  // ---- all of it

  boolean taskDone();

  void whenDone(int who);

  /** Whether it has a capacity to be changed. */
  boolean resize(int capacity);

  void close();

  List<Integer> closeNow();

  QueueStats stats();

  @Nullable Integer peek();

  /** What was dropped or replaced, in the order of the reports. */
  List<Integer> reports();

  /** What kind of queue, by what it does with an item for which there is no room. */
  enum Kind {
    FIRST_IN,
    LAST_IN,
    SMALLEST,
    DROPPING_OLDEST,
    DROPPING_INCOMING,
    CONFLATING;

    boolean isDropping() {
      return this == DROPPING_OLDEST || this == DROPPING_INCOMING;
    }
  }

  /** Items are numbered, so that each is another: that of the number, and what it is one of. */
  int NUMBERS = 1000;

  /** By what a queue orders or conflates the items. */
  static int sort(int item) {
    return item / NUMBERS;
  }
}

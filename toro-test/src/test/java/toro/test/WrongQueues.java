package toro.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import toro.Loop;

/** Queues with the mistakes that are made. */
final class WrongQueues {
  private WrongQueues() {}

  /** A taker who gives up stays in line, and gets an item that nobody will ever see. */
  static final class LosesItemOnGiveUp extends PlainQueue {
    LosesItemOnGiveUp(int capacity) {
      super(capacity);
    }

    @Override
    public boolean giveUp(CompletionStage<?> request) {
      putters.removeIf(putter -> putter.future() == request);
      return request.toCompletableFuture().cancel(false);
    }
  }

  /** Assigns an item now and hands it over later; who gives up in between takes it with him. */
  static final class LosesItemInBetween extends PlainQueue {
    LosesItemInBetween(int capacity) {
      super(capacity);
    }

    @Override
    void hand(CompletableFuture<Integer> taker, int item) {
      Loop.current().execute(() -> taker.complete(item));
    }
  }

  /** A put that is given up is delivered all the same. */
  static final class DeliversWhatWasGivenUp extends PlainQueue {
    DeliversWhatWasGivenUp(int capacity) {
      super(capacity);
    }

    @Override
    public boolean giveUp(CompletionStage<?> request) {
      takers.remove(request);
      return request.toCompletableFuture().cancel(false);
    }
  }

  /** Stands in line a little after it has looked: an item that comes in between wakes nobody. */
  static final class LosesWakeUp extends PlainQueue {
    LosesWakeUp(int capacity) {
      super(capacity);
    }

    @Override
    void enqueue(CompletableFuture<Integer> taker) {
      if (items.isEmpty()) {
        Loop.current().execute(() -> takers.add(taker));
      } else {
        takers.add(taker);
      }
    }
  }

  /** Makes room now and lets the first putter in later: whoever comes in between is faster. */
  static final class LetsBargeIn extends PlainQueue {
    LetsBargeIn(int capacity) {
      super(capacity);
    }

    @Override
    public boolean offer(int item) {
      boolean accepted = isRoom();
      if (accepted) {
        keep(item);
        move();
      }
      return accepted;
    }

    @Override
    void taken() {
      Loop.current().execute(this::move);
    }
  }

  /** Keeps one item more than it may. */
  static final class KeepsTooMany extends PlainQueue {
    KeepsTooMany(int capacity) {
      super(capacity);
    }

    @Override
    boolean isRoom() {
      return items.size() <= capacity();
    }
  }

  /** Says that the order is kept, and does not keep it. */
  static final class LastInFirstOut extends PlainQueue {
    LastInFirstOut(int capacity) {
      super(capacity);
    }

    @Override
    void keep(int item) {
      items.addFirst(item);
    }
  }

  /** Now and then an item is delivered twice. */
  static final class DeliversTwice extends PlainQueue {
    DeliversTwice(int capacity) {
      super(capacity);
    }

    @Override
    void keep(int item) {
      super.keep(item);
      if (item == 7) {
        super.keep(item);
      }
    }
  }

  /** Keeps what waited for room when it is closed. */
  static final class ClosesTooLittle extends PlainQueue {
    ClosesTooLittle(int capacity) {
      super(capacity);
    }

    @Override
    public void close() {
      closed = true;
      takers.forEach(taker -> taker.cancel(false));
      takers.clear();
    }
  }
}

package toro.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A queue of plain futures, all under one monitor: right, and easily made wrong by a subclass. */
class PlainQueue implements QueueSubject.Closable {
  record Putter(int item, CompletableFuture<Void> future) {}

  final Deque<Integer> items = new ArrayDeque<>();
  final Deque<Putter> putters = new ArrayDeque<>();
  final Deque<CompletableFuture<Integer>> takers = new ArrayDeque<>();
  private final int capacity;
  private boolean moving;
  boolean closed;

  PlainQueue(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public synchronized CompletionStage<Void> put(int item) {
    if (closed) {
      return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }
    var future = new CompletableFuture<Void>();
    putters.add(new Putter(item, future));
    move();
    return future;
  }

  @Override
  public synchronized boolean offer(int item) {
    boolean accepted = !closed && putters.isEmpty() && isRoom();
    if (accepted) {
      put(item);
    }
    return accepted;
  }

  boolean isRoom() {
    return items.size() < capacity || (items.isEmpty() && !takers.isEmpty());
  }

  @Override
  public synchronized CompletionStage<Integer> take() {
    if (closed && items.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }
    var future = new CompletableFuture<Integer>();
    enqueue(future);
    move();
    return future;
  }

  void enqueue(CompletableFuture<Integer> taker) {
    takers.add(taker);
  }

  @Override
  public synchronized Integer poll() {
    if (!takers.isEmpty()) {
      return null; // what is there belongs to them
    }
    if (items.isEmpty() && !putters.isEmpty()) {
      accept();
    }
    Integer item = items.poll();
    if (item != null) {
      taken();
    }
    return item;
  }

  /** There may be room now. */
  void taken() {
    move();
  }

  @Override
  public synchronized boolean giveUp(CompletionStage<?> request) {
    takers.remove(request);
    putters.removeIf(putter -> putter.future == request);
    return request.toCompletableFuture().cancel(false);
  }

  @Override
  public synchronized void close() {
    closed = true;
    var failure = new IllegalStateException("closed");
    putters.forEach(putter -> putter.future.completeExceptionally(failure));
    putters.clear();
    takers.forEach(taker -> taker.completeExceptionally(failure));
    takers.clear();
  }

  void move() {
    if (moving) {
      return; // inside a continuation: whoever runs it goes on
    }
    moving = true;
    while (true) {
      if (!takers.isEmpty() && !items.isEmpty()) {
        hand(takers.removeFirst(), items.removeFirst());
      } else if (!putters.isEmpty() && isRoom()) {
        accept();
      } else {
        break;
      }
    }
    moving = false;
  }

  void accept() {
    Putter first = putters.removeFirst();
    keep(first.item);
    first.future.complete(null);
  }

  void keep(int item) {
    items.add(item);
  }

  void hand(CompletableFuture<Integer> taker, int item) {
    taker.complete(item);
  }
}

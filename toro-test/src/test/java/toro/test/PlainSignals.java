package toro.test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A line of plain futures that wait for something, under one monitor. */
class PlainSignals {
  /** What this thread has still to complete: never one inside the other's continuation. */
  private static final ThreadLocal<Deque<CompletableFuture<Void>>> WOKEN = new ThreadLocal<>();

  final Deque<CompletableFuture<Void>> line = new ArrayDeque<>();

  CompletionStage<Void> enter() {
    var future = new CompletableFuture<Void>();
    synchronized (this) {
      line.add(future);
    }
    return future;
  }

  void wake(int most) {
    List<CompletableFuture<Void>> first = new ArrayList<>();
    synchronized (this) {
      while (first.size() < most && !line.isEmpty()) {
        first.add(next());
      }
    }
    deliver(first);
  }

  CompletableFuture<Void> next() {
    return line.removeFirst();
  }

  static void deliver(List<CompletableFuture<Void>> woken) {
    Deque<CompletableFuture<Void>> outer = WOKEN.get();
    if (outer != null) {
      outer.addAll(woken);
      return;
    }
    Deque<CompletableFuture<Void>> all = new ArrayDeque<>(woken);
    WOKEN.set(all);
    try {
      while (!all.isEmpty()) {
        all.removeFirst().complete(null);
      }
    } finally {
      WOKEN.remove();
    }
  }

  public boolean giveUp(CompletionStage<?> request) {
    synchronized (this) {
      if (!line.remove(request)) {
        return false;
      }
    }
    return request.toCompletableFuture().cancel(false);
  }
}

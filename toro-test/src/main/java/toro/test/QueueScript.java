package toro.test;

import static toro.test.Course.require;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Calls in a random order, beside a model that knows what each of them has to lead to. */
final class QueueScript {
  private static final int CALLS = 40;
  private static final int MANY = 6;

  private record Put(int item, Request<?> request) {}

  /** A take that has been served; the model knows by which item if the queue keeps the order. */
  private record Served(Request<Integer> request, int item) {}

  private final QueueSubject subject;
  private final Course course;
  private final ArrayDeque<Integer> items = new ArrayDeque<>(); // in the queue
  private final List<Put> putters = new ArrayList<>(); // who has to wait now
  private final List<Request<Integer>> takers = new ArrayList<>(); // who has to wait now
  private final List<Request<?>> accepted = new ArrayList<>(); // puts
  private final List<Served> served = new ArrayList<>(); // takes, that have not been checked
  private final List<Request<?>> left = new ArrayList<>(); // who has given up
  private final Set<Integer> entered = new HashSet<>(); // items that were accepted, to be received
  private int next;
  private boolean settled = true;

  QueueScript(QueueSubject subject, Course course) {
    this.subject = subject;
    this.course = course;
  }

  void run() throws Exception {
    course.play(CALLS, this::call, this::settle);
    while (!takers.isEmpty()) {
      leaveTake();
    }
    while (!items.isEmpty() || !putters.isEmpty()) {
      poll();
      settle();
    }
    require(subject.poll() == null, () -> "more items than were put");
    require(entered.isEmpty(), () -> "never received: " + entered);
  }

  private void call() throws InterruptedException {
    switch (course.upTo(7)) {
      case 0, 1 -> {
        if (putters.size() < MANY) {
          put();
        }
      }
      case 2 -> offer();
      case 3, 4 -> {
        if (takers.size() < MANY) {
          take();
        }
      }
      case 5 -> poll();
      default -> {
        if (!takers.isEmpty()) {
          leaveTake();
        } else if (!putters.isEmpty()) {
          leavePut();
        }
      }
    }
  }

  // ---- calls

  private void put() {
    int item = next++;
    Request<?> request = course.request("put(" + item + ")", subject.put(item));
    if (isRoom()) {
      accepted.add(request);
      enter(item);
    } else {
      putters.add(new Put(item, request));
    }
    settled = false;
  }

  private void offer() {
    int item = next++;
    boolean may = isRoom();
    if (subject.offer(item)) {
      require(may, () -> "offer(" + item + ") was accepted where there is no room");
      enter(item);
      settled = false;
    } else {
      require(!may || !settled, () -> "offer(" + item + ") was refused where there is room");
    }
  }

  private void take() {
    Request<Integer> request = course.request("take()", subject.take());
    settled = false;
    if (isSomethingThere()) {
      boolean handsOver = !putters.isEmpty();
      served.add(new Served(request, remove()));
      bargeIn(handsOver);
    } else {
      takers.add(request);
    }
  }

  private void poll() {
    Integer item = subject.poll();
    if (item == null) {
      require(!isSomethingThere() || !settled, () -> "poll() got nothing where there is " + items);
    } else {
      require(isSomethingThere(), () -> "poll() got " + item + " where there is nothing to take");
      boolean handsOver = !putters.isEmpty();
      receive(item, remove());
      settled = false;
      bargeIn(handsOver);
    }
  }

  /** At the very moment at which somebody in line gets the room of what was taken. */
  private void bargeIn(boolean handsOver) {
    switch (handsOver ? course.upTo(3) : 2) {
      case 0 -> offer();
      case 1 -> put();
      default -> {}
    }
  }

  private void leavePut() {
    Put put = putters.remove(course.upTo(putters.size()));
    leave(put.request);
  }

  private void leaveTake() {
    leave(takers.remove(course.upTo(takers.size())));
  }

  private void leave(Request<?> request) {
    require(
        subject.giveUp(request.stage()),
        () -> request + " could not be given up, although it waited");
    left.add(request);
    settled = false;
  }

  // ---- the model

  private boolean isRoom() {
    return !takers.isEmpty() || items.size() < subject.capacity();
  }

  private boolean isSomethingThere() {
    return !items.isEmpty() || !putters.isEmpty();
  }

  /** An item is accepted: by the first taker, else by the queue. */
  private void enter(int item) {
    entered.add(item);
    if (takers.isEmpty()) {
      items.add(item);
    } else {
      served.add(new Served(takers.removeFirst(), item));
    }
  }

  /** An item is taken, and the first who waits for the room puts his. */
  private int remove() {
    if (!putters.isEmpty()) {
      Put first = putters.removeFirst();
      accepted.add(first.request);
      entered.add(first.item);
      items.add(first.item);
    }
    return items.remove();
  }

  private void receive(int item, int expected) {
    require(
        item == expected || !subject.isFirstInFirstOut(),
        () -> "item " + item + " came where " + expected + " was the first");
    require(entered.remove(item), () -> "item " + item + " came twice, or was never accepted");
  }

  private void settle() throws InterruptedException {
    course.settle();
    settled = true;
    for (Served take : served) {
      receive(take.request.value(), take.item);
      requireTooLate(take.request);
    }
    served.clear();
    for (Request<?> put : accepted) {
      var unused = put.value();
      requireTooLate(put);
    }
    accepted.clear();
    for (Request<?> taker : takers) {
      require(taker.isPending(), () -> taker + " did not wait for its turn");
    }
    for (Put put : putters) {
      require(put.request.isPending(), () -> put.request + " did not wait for room");
    }
    for (Request<?> leaver : left) {
      require(!leaver.isGranted(), () -> leaver + " was given up, and granted");
    }
  }

  private void requireTooLate(Request<?> request) {
    require(
        !subject.giveUp(request.stage()),
        () -> request + " could be given up, although it had been granted");
  }
}

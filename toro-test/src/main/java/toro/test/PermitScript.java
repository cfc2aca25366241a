package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls in a random order, beside a model that knows what each of them has to lead to. */
final class PermitScript {
  private static final int CALLS = 40;
  private static final int MANY = 6;

  /** Somebody who asked for permits. */
  private record Claim(int n, Request<AutoCloseable> request) {}

  private final SemaphoreSubject subject;
  private final Course course;
  private final List<Claim> line = new ArrayList<>(); // who has to wait now
  private final List<Claim> open = new ArrayList<>(); // who has to have, or to get, what he wants
  private final List<Claim> left = new ArrayList<>(); // who has given up
  private int free;
  private int number;
  private boolean settled = true;
  private @Nullable AutoCloseable closed; // the last one

  PermitScript(SemaphoreSubject subject, Course course) {
    this.subject = subject;
    this.course = course;
    this.free = subject.permits();
  }

  void run() throws Exception {
    course.play(CALLS, this::call, this::settle);
    while (!open.isEmpty()) {
      close(open.get(course.upTo(open.size())));
      settle();
    }
    PermitRules.requireAllFree(subject);
  }

  private void call() throws Exception {
    switch (course.upTo(7)) {
      case 0, 1 -> {
        if (line.size() < MANY) {
          acquire();
        }
      }
      case 2 -> tryAcquire();
      case 3 -> {
        if (!line.isEmpty()) {
          leave(line.get(course.upTo(line.size())));
        }
      }
      case 4 -> {
        if (!open.isEmpty()) {
          leaveTooLate(open.get(course.upTo(open.size())));
        }
      }
      case 5 -> {
        if (!open.isEmpty()) {
          close(open.get(course.upTo(open.size())));
        }
      }
      default -> {
        if (closed != null) {
          PermitRules.closeAgain(closed);
        }
      }
    }
  }

  private String name(String call, int n) {
    return call + "(" + n + ") number " + number++;
  }

  private void acquire() {
    int n = course.oneOf(subject.sizes());
    line.add(new Claim(n, course.request(name("acquire", n), subject.acquire(n))));
    grant();
  }

  private void tryAcquire() {
    int n = course.oneOf(subject.sizes());
    boolean may = line.isEmpty() && free >= n;
    AutoCloseable permit = subject.tryAcquire(n);
    if (permit == null) {
      require(!may || !settled, () -> n + " are free, and tryAcquire did not get them");
      return;
    }
    require(
        may,
        () ->
            line.isEmpty()
                ? "tryAcquire got " + n + " where " + free + " are free"
                : "tryAcquire overtook " + line.getFirst().request);
    free -= n;
    open.add(
        new Claim(
            n, course.request(name("tryAcquire", n), CompletableFuture.completedFuture(permit))));
    settled = false;
  }

  /** waiting to left */
  private void leave(Claim claim) {
    require(
        subject.giveUp(claim.request.stage()),
        () -> claim.request + " could not be given up, although it waited");
    line.remove(claim);
    left.add(claim);
    grant();
  }

  private void leaveTooLate(Claim claim) {
    if (claim.request.isGranted()) {
      require(
          !subject.giveUp(claim.request.stage()),
          () -> claim.request + " could be given up, although it had been granted");
    }
  }

  /** open to closed */
  private void close(Claim claim) throws Exception {
    if (claim.request.isPending()) {
      settle();
    }
    closed = claim.request.value();
    closed.close();
    open.remove(claim);
    boolean handsOver = !line.isEmpty();
    free += claim.n;
    grant();
    if (handsOver) {
      bargeIn();
    }
  }

  /** At the very moment at which somebody in line gets what was given back. */
  private void bargeIn() {
    switch (course.upTo(3)) {
      case 0 -> tryAcquire();
      case 1 -> acquire();
      default -> {}
    }
  }

  /** waiting to open: the first in line, as long as what he wants is free. */
  private void grant() {
    while (!line.isEmpty() && line.getFirst().n <= free) {
      Claim first = line.removeFirst();
      free -= first.n;
      open.add(first);
    }
    settled = false;
  }

  private void settle() throws InterruptedException {
    course.settle();
    settled = true;
    for (Claim claim : open) {
      var unused = claim.request.value();
    }
    for (Claim claim : line) {
      require(claim.request.isPending(), () -> claim.request + " did not wait for its turn");
    }
    for (Claim claim : left) {
      require(!claim.request.isGranted(), () -> claim.request + " was given up, and granted");
    }
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.assertPending;
import static toro.Probe.drain;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Items that come back unless they are done. */
@Timeout(60)
class QueueLeaseTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(3);

  private void fill() {
    for (int i = 1; i <= 3; i++) {
      granted(queue.put(i));
    }
  }

  // sensu-go#937
  @Test
  void lease_bodyThrows_itemComesBackToItsPlace() {
    fill();
    assertThrows(
        IOException.class,
        () -> {
          try (Lease<Integer> lease = granted(queue.lease())) {
            assertEquals(1, lease.item());
            throw new IOException("worker failed");
          }
        });
    assertEquals(List.of(1, 2, 3), drain(queue));
    assertEquals(3, queue.unfinishedTasks());
  }

  @Test
  void lease_done_isFinishedAndDoesNotComeBack() {
    fill();
    try (Lease<Integer> lease = granted(queue.lease())) {
      lease.done();
      assertFalse(lease.isOpen());
    }
    assertEquals(2, queue.unfinishedTasks());
    assertEquals(List.of(2, 3), drain(queue));
    assertEquals(0, queue.stats().leased());
  }

  // antirez/disque#68
  @Test
  void attempts_leasedAgain_areCounted() {
    granted(queue.put(1));
    for (int i = 1; i <= 5; i++) {
      try (Lease<Integer> lease = granted(queue.lease())) {
        assertEquals(i, lease.attempts());
      }
    }
    Lease<Integer> sixth = queue.tryLease();
    assertEquals(6, sixth.attempts());
    sixth.defer();
    assertEquals(7, granted(queue.lease()).attempts());
  }

  @Test
  void attempts_itemHandedToAWaitingLease_areCounted() {
    granted(queue.put(1));
    Lease<Integer> first = granted(queue.lease());
    Wait<Lease<Integer>> second = queue.lease();
    first.close();
    assertEquals(2, granted(second).attempts());
    assertEquals(1, queue.stats().leased());
  }

  @Test
  void attempts_takenUnreceivedBetween_areKept() {
    granted(queue.put(1));
    granted(queue.lease()).close();
    Wait<Integer> take = queue.take();
    take.thenAcceptAsync(item -> {}, ignored -> {}).cancel(false);
    assertEquals(2, granted(queue.lease()).attempts());
  }

  // persist-queue#129
  @Test
  void defer_always_goesToTheEndOverTheCapacity() {
    fill();
    Lease<Integer> lease = granted(queue.lease());
    granted(queue.put(4));
    lease.defer();
    assertEquals(4, queue.size());
    assertEquals(List.of(2, 3, 4, 1), drain(queue));
  }

  @Test
  void close_fullQueue_itemIsBackOverTheCapacity() {
    fill();
    Lease<Integer> lease = granted(queue.lease());
    granted(queue.put(4));
    Wait<Void> put = queue.put(5);
    lease.close();
    assertEquals(4, queue.size());
    assertEquals(4, queue.stats().peak());
    assertEquals(1, queue.poll());
    assertPending(put);
    assertEquals(2, queue.poll());
    granted(put);
  }

  @Test
  void lease_endedTwice_isLoudButForClose() {
    fill();
    Lease<Integer> lease = granted(queue.lease());
    lease.done();
    assertThrows(IllegalStateException.class, lease::done);
    assertThrows(IllegalStateException.class, lease::defer);
    lease.close();
    assertEquals(List.of(2, 3), drain(queue));
    granted(queue.put(4));
    Lease<Integer> closed = granted(queue.lease());
    closed.close();
    closed.close();
    assertThrows(IllegalStateException.class, closed::done);
    assertEquals(1, queue.size());
    assertEquals(4, closed.item());
  }

  @Test
  void close_queueClosedWithALease_endsWhenItIsDone() {
    granted(queue.put(1));
    Lease<Integer> lease = granted(queue.lease());
    Wait<Integer> take = queue.take();
    queue.close();
    assertPending(take);
    lease.done();
    assertInstanceOf(ClosedException.class, failed(take));
    assertInstanceOf(ClosedException.class, failed(queue.lease()));
    assertNull(queue.tryLease());
  }

  @Test
  void close_queueClosedWithALease_itemThatComesBackIsDeliveredFirst() {
    granted(queue.put(1));
    Lease<Integer> lease = granted(queue.lease());
    Wait<Integer> first = queue.take();
    Wait<Integer> second = queue.take();
    queue.close();
    lease.close();
    assertEquals(1, granted(first));
    assertInstanceOf(ClosedException.class, failed(second));
  }

  @Test
  void close_leaseHandedToALease_takersGoOnWaiting() {
    granted(queue.put(1));
    Lease<Integer> lease = granted(queue.lease());
    Wait<Lease<Integer>> next = queue.lease();
    Wait<Integer> take = queue.take();
    queue.close();
    lease.close();
    assertPending(take);
    granted(next).done();
    assertInstanceOf(ClosedException.class, failed(take));
  }

  @Test
  void closeNow_openLease_isNotTouched() {
    fill();
    Lease<Integer> lease = granted(queue.lease());
    assertEquals(List.of(2, 3), queue.closeNow());
    assertTrue(lease.isOpen());
    assertEquals(1, queue.unfinishedTasks());
    lease.close();
    assertEquals(1, granted(queue.take()));
    assertInstanceOf(ClosedException.class, failed(queue.take()));
  }

  @Test
  void whenDone_leasedItem_isWaitedFor() {
    granted(queue.put(1));
    Lease<Integer> lease = granted(queue.lease());
    Wait<Void> done = queue.whenDone();
    assertPending(done);
    lease.close();
    assertPending(done);
    granted(queue.lease()).done();
    granted(done);
    assertEquals(1, queue.stats().finished());
  }

  @Test
  void lifoAndPriority_closed_comeBackToTheirPlaces() {
    AsyncQueue<Integer> lifo = AsyncQueue.lifo(3);
    List.of(1, 2, 3).forEach(lifo::put);
    granted(lifo.lease()).close();
    assertEquals(3, lifo.peek());
    granted(lifo.lease()).defer();
    assertEquals(List.of(2, 1, 3), drain(lifo));
    AsyncQueue<String> sorted = AsyncQueue.priority(3, Comparator.comparing(s -> s.charAt(0)));
    List.of("b1", "a1", "b2").forEach(sorted::put);
    assertEquals("a1", sorted.poll());
    Lease<String> lease = granted(sorted.lease());
    lease.close();
    assertEquals("b1", sorted.peek());
    granted(sorted.lease()).defer();
    granted(sorted.put("b3"));
    assertEquals(List.of("b2", "b1", "b3"), drain(sorted));
  }

  @Test
  void lease_givenUpAtEveryStep_takesNothing() {
    Wait<Lease<Integer>> waiting = queue.lease();
    waiting.cancel(false);
    granted(queue.put(1));
    assertEquals(0, queue.stats().leased());
    Wait<Lease<Integer>> granted = queue.lease();
    granted.thenAcceptAsync(l -> {}, ignored -> {}).cancel(false);
    assertEquals(0, queue.stats().leased());
    assertEquals(1, granted(queue.lease()).attempts(), "an unreceived lease does not count");
    Wait<Lease<Integer>> late = queue.lease();
    Wait<Void> stage = late.thenAcceptAsync(l -> {}, ignored -> {});
    granted(queue.put(2));
    assertEquals(2, queue.stats().leased());
    stage.cancel(false);
    assertEquals(1, queue.stats().leased());
    assertEquals(2, queue.poll());
  }

  @Test
  void takesAndLeases_inOneLine_areServedInOrder() {
    Wait<Integer> first = queue.take();
    Wait<Lease<Integer>> second = queue.lease();
    Wait<Integer> third = queue.take();
    fill();
    assertEquals(1, granted(first));
    assertEquals(2, granted(second).item());
    assertEquals(3, granted(third));
    assertEquals(1, queue.stats().leased());
  }

  @Test
  void close_comparatorThrows_itemIsKept() {
    var fails = new boolean[1];
    AsyncQueue<Integer> sorted =
        AsyncQueue.priority(
            3,
            (a, b) -> {
              if (fails[0]) {
                throw new IllegalStateException("not comparable");
              }
              return a.compareTo(b);
            });
    List.of(1, 2, 3).forEach(sorted::put);
    Lease<Integer> first = granted(sorted.lease());
    Lease<Integer> second = granted(sorted.lease());
    fails[0] = true;
    first.close();
    second.defer();
    fails[0] = false;
    assertEquals(List.of(1, 2, 3), drain(sorted).stream().sorted().toList());
  }

  @Test
  void lease_waitingPut_competesForBeingLeased() {
    fill();
    Wait<Void> put = queue.put(4);
    Lease<Integer> lease = granted(queue.lease());
    granted(put);
    assertEquals(1, lease.item());
    assertEquals(3, queue.size());
    AsyncQueue<Integer> handover = AsyncQueue.rendezvous();
    Wait<Void> given = handover.put(1);
    Lease<Integer> got = granted(handover.lease());
    granted(given);
    got.close();
    assertEquals(1, handover.size(), "over the capacity by one");
    assertEquals(2, granted(handover.lease()).attempts());
  }

  @Test
  void lease_exampleOfDeadLetters_endsAfterThreeAttempts() {
    AsyncQueue<Integer> dead = AsyncQueue.unbounded();
    granted(queue.put(1));
    var log = new ArrayList<Integer>();
    while (!queue.isEmpty()) {
      try (Lease<Integer> lease = queue.tryLease()) {
        log.add(lease.attempts());
        if (lease.attempts() > 3) {
          dead.offer(lease.item());
          lease.done();
        }
      }
    }
    assertEquals(List.of(1, 2, 3, 4), log);
    assertEquals(List.of(1), drain(dead));
    granted(queue.whenDone());
  }

  @Test
  void toString_always_tellsTheState() {
    AsyncQueue<Integer> jobs = AsyncQueue.<Integer>bounded(2).named("jobs");
    granted(jobs.put(1));
    Lease<Integer> lease = granted(jobs.lease());
    assertEquals("Lease[AsyncQueue[jobs], open]", lease.toString());
    assertEquals("AsyncQueue[jobs, 0 of 2 items, 1 unfinished, 1 leased]", Probe.shown(jobs));
    lease.done();
    assertEquals("Lease[AsyncQueue[jobs], ended]", lease.toString());
    assertTrue(jobs.lease().toString().startsWith("Wait[lease of AsyncQueue[jobs"));
  }

  @Test
  void select_lease_isTakenOnlyIfItWins() {
    Clause<Lease<Integer>> leasing = Clause.lease(queue);
    var stop = new AsyncEvent();
    Select select = Select.ordered(Clause.whenSet(stop), leasing);
    assertNull(select.trySelect());
    Wait<Selected> wait = select.select();
    granted(queue.put(1));
    Lease<Integer> lease = granted(wait).get(leasing);
    assertEquals(1, lease.attempts());
    assertEquals(1, queue.stats().leased());
    Wait<Selected> other = select.select();
    stop.set();
    assertSame(0, granted(other).index());
    lease.close();
    assertEquals(2, granted(queue.lease()).attempts());
    assertNotNull(select.trySelect());
  }

  @Test
  void select_unreceivedLease_goesBack() {
    Wait<Selected> wait = Select.ordered(Clause.lease(queue)).select();
    Wait<Void> stage = wait.thenAcceptAsync(w -> {}, ignored -> {});
    granted(queue.put(1));
    assertEquals(1, queue.stats().leased());
    stage.cancel(false);
    assertEquals(0, queue.stats().leased());
    assertEquals(1, granted(queue.lease()).attempts());
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static toro.Probe.assertPending;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the watches that came before promise, kept by {@link AsyncValue}. */
@Timeout(60)
class ValueBehavioursTest {
  private final AsyncValue<String> value = new AsyncValue<>("one");

  private Versioned<String> now(Wait<Versioned<String>> change) {
    return granted(change);
  }

  // tokio sync_watch.rs: single_rx_recv
  @Test
  void oneFollower_changesAndEnd_seesEachVersionOnceThenTheEnd() {
    Wait<Versioned<String>> first = value.whenChanged(1);
    assertPending(first);
    value.set("two");
    assertEquals("two", now(first).value());
    Wait<Versioned<String>> second = value.whenChanged(now(first).version());
    assertPending(second);
    value.close();
    assertInstanceOf(ClosedException.class, failed(second));
    assertEquals("two", value.get());
  }

  // tokio sync_watch.rs: rx_version_underflow, rx_mark_changed
  @Test
  void versionBeforeTheFirst_anyNumber_isAVersionToo() {
    assertEquals(1, now(value.whenChanged(0)).version());
    assertEquals(1, now(value.whenChanged(-1)).version());
    assertEquals(1, now(value.whenChanged(Long.MIN_VALUE)).version());
  }

  // tokio sync_watch.rs: rx_mark_unchanged
  @Test
  void versionOfNow_changesBefore_areSeen() {
    value.set("two");
    Wait<Versioned<String>> change = value.whenChanged(value.read().version());
    assertPending(change);
    value.set("three");
    assertEquals("three", now(change).value());
  }

  // tokio sync_watch.rs: multi_rx
  @Test
  void twoFollowers_eachAtItsPace_seeTheNewest() {
    Wait<Versioned<String>> fast = value.whenChanged(1);
    Wait<Versioned<String>> slow = value.whenChanged(1);
    value.set("two");
    assertEquals("two", now(fast).value());
    assertEquals("two", now(slow).value());
    Wait<Versioned<String>> next = value.whenChanged(2);
    value.set("three");
    assertEquals("three", now(next).value());
    value.set("four");
    assertEquals("four", now(value.whenChanged(2)).value(), "the slow one skips");
    assertEquals("four", now(value.whenChanged(3)).value());
  }

  // tokio sync_watch.rs: rx_observes_final_value,
  // changed_succeeds_on_closed_channel_with_unseen_value, reopened_after_subscribe
  @Test
  void lastValue_setRightBeforeTheClose_isSeen() {
    Wait<Versioned<String>> waiting = value.whenChanged(1);
    value.set("last");
    value.close();
    assertEquals("last", now(waiting).value());
    assertEquals("last", now(value.whenChanged(1)).value());
    assertEquals("last", value.get());
  }

  // tokio sync_watch.rs: poll_close, receiver_is_notified_when_last_sender_is_dropped,
  // changed_errors_on_closed_channel_with_seen_value
  @Test
  void close_lastValueSeen_failsWaitsNowAndLater() {
    Wait<Versioned<String>> waiting = value.whenChanged(1);
    value.close();
    assertInstanceOf(ClosedException.class, failed(waiting));
    assertInstanceOf(ClosedException.class, failed(value.whenChanged(1)));
  }

  // tokio sync_watch.rs: borrow_and_update
  @Test
  void read_always_isValueAndVersionOfOneMoment() throws Exception {
    var numbers = new AsyncValue<>(1L);
    var setter =
        Probe.start(
            () -> {
              for (long i = 2; i <= 200_000; i++) {
                numbers.set(i);
              }
              return true;
            });
    for (long last = 0; last < 200_000; ) {
      Versioned<Long> read = numbers.read();
      assertEquals(read.value(), read.version());
      last = read.version();
    }
    setter.result();
  }

  // tokio sync_watch.rs: send_modify_panic
  @Test
  void condition_throws_harmsNobodyElse() {
    var bad = new IllegalStateException("bad");
    List<Object> seen = new ArrayList<>();
    Wait<String> before = value.when(v -> v.equals("two"));
    Wait<String> throwing =
        value.when(
            v -> {
              if (v.equals("two")) {
                throw bad;
              }
              return false;
            });
    value.whenChanged(1).thenAccept(seen::add);
    Wait<String> after = value.when(v -> v.equals("three"));
    value.set("two");
    assertEquals("two", granted(before));
    assertSame(bad, failed(throwing));
    assertEquals(List.of(new Versioned<>("two", 2)), seen);
    value.set("three");
    assertEquals("three", granted(after));
    assertEquals(0, value.waiting());
  }

  // tokio sync_watch.rs: multiple_sender
  @Test
  void setters_several_haveOneOrder() throws Exception {
    var sum = new AsyncValue<>(0);
    List<Probe.Started<Boolean>> setters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      setters.add(
          Probe.start(
              () -> {
                for (int n = 0; n < 10_000; ) {
                  Versioned<Integer> read = sum.read();
                  n += sum.trySet(read.version(), read.value() + 1) ? 1 : 0;
                }
                return true;
              }));
    }
    for (var setter : setters) {
      setter.result();
    }
    assertEquals(new Versioned<>(40_000, 40_001), sum.read());
  }

  // tokio sync_watch.rs: receiver_changed_is_cooperative, receiver_wait_for_is_cooperative:
  // a loop over what is ready at once awaits, and so lets the others of its loop run
  @Test
  void follower_thatNeverWaits_letsOthersRunWhereItYields() throws Exception {
    Loop.simulate(
        1,
        () -> {
          int[] others = {0};
          Task<?> other =
              Loop.current()
                  .spawn(
                      () -> {
                        others[0]++;
                        return 0;
                      });
          for (int i = 0; i < 1_000 && others[0] == 0; i++) {
            value.whenChanged(0).await();
            value.when(v -> true).await();
            Loop.yieldNow();
          }
          assertEquals(1, others[0]);
          return other.await();
        });
  }

  // tokio sync_watch.rs: wait_for_errors_on_closed_channel_true_predicate
  @Test
  void when_closedWithAValueThatFits_completes() {
    value.close();
    assertEquals("one", granted(value.when(v -> v.equals("one"))));
    assertInstanceOf(ClosedException.class, failed(value.when(v -> v.equals("two"))));
  }
}

package toro.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import toro.AsyncLock;
import toro.Loop;

class SeedsTest {
  @Test
  void seeds_always_countUpFromTheFirst() {
    assertArrayEquals(new long[] {7, 8, 9}, Seeds.of(7, 3, null).toArray());
    assertArrayEquals(
        new long[] {Long.MAX_VALUE, Long.MIN_VALUE}, Seeds.of(Long.MAX_VALUE, 2, null).toArray());
  }

  @Test
  void contract_whileTheSeedPropertyIsSet_runsThatSeedOnly() {
    var made = new ArrayList<Long>();
    var contract =
        Contract.lock(
                () -> {
                  made.add(1L);
                  return OwnSubjects.lock();
                })
            .onOneThread()
            .seeds(3);
    contract.check();
    int all = made.size();
    made.clear();
    System.setProperty(Seeds.PROPERTY, "17");
    try {
      contract.check();
    } finally {
      System.clearProperty(Seeds.PROPERTY);
    }
    assertTrue(all > made.size() && !made.isEmpty(), () -> all + " and then " + made.size());
  }

  @Test
  void contract_misused_isRefused() {
    var contract = Contract.lock(OwnSubjects::lock);
    var none = assertThrows(IllegalArgumentException.class, () -> contract.seeds(0));
    assertEquals("seeds is 0, and must be at least 1", none.getMessage());
    assertThrows(IllegalArgumentException.class, () -> contract.rounds(0));
    assertThrows(NullPointerException.class, () -> Contract.queue(null));
    assertThrows(NullPointerException.class, () -> Contract.event(null));
    assertThrows(NullPointerException.class, () -> Contract.condition(null));
    assertThrows(IllegalStateException.class, () -> Loop.simulate(1, contract::check));
  }

  @Test
  void subject_thatThrows_failsTheContractWithThat() {
    var broken = new IllegalStateException("broken");
    var lock = new AsyncLock();
    var contract =
        Contract.lock(
            () ->
                new OwnSubjects.Lock(
                    lock::acquire,
                    () -> {
                      throw broken;
                    }));
    var failure = assertThrows(AssertionError.class, contract::check);
    assertTrue(failure.getMessage().contains("broken"), failure::getMessage);
    assertTrue(contains(failure, broken), "the cause is lost");
  }

  @Test
  void rules_always_areNamedAsTheTests() {
    var contract = Contract.closableQueue(() -> new PlainQueue(1));
    List<String> names = contract.tests().map(test -> test.getDisplayName()).toList();
    assertEquals(contract.rules(), names);
    assertEquals(names.size(), Set.copyOf(names).size());
  }

  private static boolean contains(Throwable failure, Throwable wanted) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t == wanted) {
        return true;
      }
    }
    return false;
  }
}

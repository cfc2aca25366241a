package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A result that is kept does not keep alive what it was made from. */
class StageMemoryTest {
  @Test
  void derivedStage_itsFunctionHasRun_keepsNothingUpstream() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    List<WeakReference<Object>> upstream = new ArrayList<>();
    Wait<Integer> result = chain(lock, upstream);
    held.close();
    assertEquals(1_000_000, result.join());
    for (WeakReference<Object> each : upstream) {
      Eventually.until(
          "it is collected",
          () -> {
            System.gc();
            return each.refersTo(null);
          });
    }
    assertEquals(1_000_000, result.join());
    assertFalse(lock.isHeld());
  }

  private static Wait<Integer> chain(AsyncLock lock, List<WeakReference<Object>> upstream) {
    Wait<Permit> root = lock.acquire();
    Wait<byte[]> page =
        root.thenApply(
            permit -> {
              permit.close();
              byte[] bytes = new byte[1_000_000];
              upstream.add(new WeakReference<>(bytes));
              return bytes;
            });
    upstream.add(new WeakReference<>(root));
    upstream.add(new WeakReference<>(page));
    return page.thenApply(bytes -> bytes.length);
  }
}

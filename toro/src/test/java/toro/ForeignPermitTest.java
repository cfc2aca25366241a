package toro;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Probe.failed;
import static toro.Probe.granted;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Permits and primitives that others have written. */
@Timeout(60)
class ForeignPermitTest {
  /** A permit of another library. */
  private static final class Lease implements Permit {
    private boolean open = true;

    @Override
    public void close() {
      open = false;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public String toString() {
      return "Lease 7";
    }
  }

  /** What grants leases, without knowing how the body is run. */
  private static final class Leases implements Acquirable<Lease> {
    final CompletableFuture<Lease> next = new CompletableFuture<>();

    @Override
    public Wait<Lease> acquire() {
      return Wait.of(next);
    }
  }

  private final Lease lease = new Lease();

  @Test
  void condition_foreignPermit_isRefusedAndNothingHasChanged() {
    var lock = new AsyncLock().named("db");
    var condition = lock.newCondition();
    var refusal =
        assertInstanceOf(
            IllegalStateException.class, failed(condition.releaseUntilSignalled(lease)));
    assertTrue(refusal.getMessage().contains("AsyncLock[db]"), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("Lease 7"), refusal::getMessage);
    boolean[] asked = {false};
    assertInstanceOf(
        IllegalStateException.class, failed(condition.releaseUntil(lease, () -> asked[0] = true)));
    assertFalse(asked[0]);
    assertTrue(lease.isOpen());
    assertEquals(0, condition.waiting());
    assertFalse(lock.isHeld());
  }

  @Test
  void downgrade_foreignPermit_isRefusedAndNothingHasChanged() {
    var lock = new AsyncReadWriteLock().named("table");
    Permit writing = granted(lock.acquireWrite());
    var refusal = assertThrows(IllegalStateException.class, () -> lock.downgrade(lease));
    assertTrue(refusal.getMessage().contains("AsyncReadWriteLock[table]"), refusal::getMessage);
    assertTrue(lease.isOpen());
    assertTrue(writing.isOpen());
    assertTrue(lock.isWriteHeld());
  }

  @Test
  void acquirable_ofAnotherLibrary_runsBodiesAsOursDo() {
    var leases = new Leases();
    Wait<String> with = leases.with(() -> completedFuture("open " + lease.isOpen()));
    assertFalse(with.isDone());
    leases.next.complete(lease);
    assertEquals("open true", granted(with));
    assertFalse(lease.isOpen());
  }

  @Test
  void acquirable_always_isWhatLocksAndSemaphoresHaveInCommon() {
    for (Acquirable<Permit> one : java.util.List.of(new AsyncLock(), AsyncSemaphore.bounded(1))) {
      Permit held = granted(one.acquire());
      Wait<String> with = one.with(Runnable::run, () -> completedFuture("inside"));
      assertFalse(with.isDone());
      held.close();
      assertEquals("inside", granted(with));
    }
  }

  @Test
  void wait_castToThePermitThatItWillBe_isNoneBefore() {
    var lock = new AsyncLock();
    Permit held = lock.tryAcquire();
    Wait<Permit> wait = lock.acquire();
    if ((Object) wait instanceof Permit early) { // it is one object, which users need not know
      assertFalse(early.isOpen());
      early.close();
      assertTrue(lock.isHeld());
      Wait<Void> refused = lock.newCondition().releaseUntilSignalled(early);
      assertInstanceOf(IllegalStateException.class, Probe.failed(refused));
      held.close();
      assertTrue(early.isOpen());
      assertSame(early, Probe.granted(wait));
      early.close();
      assertFalse(lock.isHeld());
    }
    var table = new AsyncReadWriteLock();
    Permit reading = table.tryAcquireRead();
    Wait<Permit> writing = table.acquireWrite();
    if ((Object) writing instanceof Permit early) {
      assertThrows(IllegalStateException.class, () -> table.downgrade(early));
      early.close();
      reading.close();
      assertTrue(table.isWriteHeld());
      Probe.granted(writing).close();
    }
    assertFalse(table.isWriteHeld());
    assertEquals(0, table.readers());
  }
}

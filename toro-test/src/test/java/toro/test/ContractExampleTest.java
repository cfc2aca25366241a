package toro.test;

import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import toro.AsyncLock;
import toro.Permit;

/** The examples of the documentation. */
class ContractExampleTest {
  // @start region="contract"
  @TestFactory
  Stream<DynamicTest> lock_underManySchedules_keepsTheContract() {
    return Contract.lock(() -> new Subject(new AsyncLock())).seeds(500).tests();
  }

  // @end region="contract"

  // @start region="museum"
  @TestFactory
  Stream<DynamicTest> lock_underManySchedules_hasNoBugOfTheMuseum() {
    return Museum.lock(() -> new Subject(new AsyncLock())).tests();
  }

  // @end region="museum"

  // @start region="lockSubject"
  record Subject(AsyncLock lock) implements LockSubject {
    @Override
    public CompletionStage<Permit> acquire() {
      return lock.acquire();
    }

    @Override
    public AutoCloseable tryAcquire() {
      return lock.tryAcquire();
    }
  }
  // @end region="lockSubject"
}

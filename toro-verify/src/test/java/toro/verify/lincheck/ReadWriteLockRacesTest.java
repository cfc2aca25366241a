package toro.verify.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.verify.lincheck.Schedules.explore;
import static toro.verify.lincheck.Schedules.together;

import org.junit.jupiter.api.Test;
import toro.AsyncReadWriteLock;
import toro.Permit;

/** The races that decide who reads and who writes. */
class ReadWriteLockRacesTest {
  private static void assertFree(AsyncReadWriteLock lock) {
    assertEquals(0, lock.waiting());
    assertEquals(0, lock.readers());
    var all = lock.tryAcquireWrite();
    assertNotNull(all);
    all.close();
  }

  @Test
  void writer_leavingAsAReaderLeaves_letsTheReadersBehindItIn() {
    explore(
        () -> {
          var lock = new AsyncReadWriteLock();
          var reader = lock.tryAcquireRead();
          var writer = lock.acquireWrite();
          var behind = lock.acquireRead();
          together(reader::close, () -> writer.cancel(false));
          assertEquals(writer.isCancelled(), behind.isDone());
          if (!writer.isCancelled()) {
            writer.join().close();
          }
          behind.join().close();
          assertFree(lock);
        });
  }

  @Test
  void lastReaders_leavingAtOnce_letTheWriterIn() {
    explore(
        () -> {
          var lock = new AsyncReadWriteLock();
          var one = lock.tryAcquireRead();
          var two = lock.tryAcquireRead();
          var writer = lock.acquireWrite();
          together(one::close, two::close);
          assertTrue(lock.isWriteHeld());
          writer.join().close();
          assertFree(lock);
        });
  }

  @Test
  void attempt_asTheLastReaderLeaves_doesNotPassTheWriter() {
    explore(
        () -> {
          var lock = new AsyncReadWriteLock();
          var reader = lock.tryAcquireRead();
          var writer = lock.acquireWrite();
          var barged = new Permit[1];
          together(reader::close, () -> barged[0] = lock.tryAcquireRead());
          assertNull(barged[0]);
          writer.join().close();
          assertFree(lock);
        });
  }

  @Test
  void downgrade_asAWriterAsks_letsItNotInBetween() {
    explore(
        () -> {
          var lock = new AsyncReadWriteLock();
          var writer = lock.tryAcquireWrite();
          var readers = new Permit[1];
          var inside = new boolean[1];
          together(
              () -> readers[0] = lock.downgrade(writer),
              () -> {
                var other = lock.acquireWrite();
                inside[0] = other.isDone();
                var unused = other.thenAccept(Permit::close);
              });
          assertFalse(inside[0]);
          assertFalse(lock.isWriteHeld());
          readers[0].close();
          assertFree(lock);
        });
  }

  @Test
  void downgrade_againstClosingThePermit_isOneOfBoth() {
    explore(
        () -> {
          var lock = new AsyncReadWriteLock();
          var writer = lock.tryAcquireWrite();
          var reader = new Permit[1];
          together(
              writer::close,
              () -> {
                try {
                  reader[0] = lock.downgrade(writer);
                } catch (IllegalStateException closedBefore) {
                  assertFalse(writer.isOpen());
                }
              });
          assertEquals(reader[0] == null ? 0 : 1, lock.readers());
          if (reader[0] != null) {
            reader[0].close();
          }
          assertFree(lock);
        });
  }

  @Test
  void close_asTheWriterLeaves_endsEachWaitOnce() {
    explore(
        () -> {
          var lock = new AsyncReadWriteLock();
          var writer = lock.tryAcquireWrite();
          var reader = lock.acquireRead();
          together(writer::close, lock::close);
          assertTrue(reader.isDone());
          assertEquals(reader.isCompletedExceptionally() ? 0 : 1, lock.readers());
          assertFalse(lock.isWriteHeld());
        });
  }
}

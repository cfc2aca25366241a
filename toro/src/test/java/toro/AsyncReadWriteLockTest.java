package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static toro.Eventually.value;
import static toro.Probe.assertPending;
import static toro.Probe.failureOf;
import static toro.Probe.granted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncReadWriteLockTest {
  private final AsyncReadWriteLock lock = new AsyncReadWriteLock();

  private Permit read() {
    return granted(lock.acquireRead());
  }

  private Permit write() {
    return granted(lock.acquireWrite());
  }

  @Test
  void acquireRead_otherReaders_areInTogether() {
    Permit first = read();
    Permit second = read();
    assertTrue(first.isOpen());
    assertTrue(second.isOpen());
    assertNotNull(lock.tryAcquireRead());
    assertNull(lock.tryAcquireWrite());
  }

  @Test
  void acquireWrite_reader_waitsForAllReaders() {
    Permit first = read();
    Permit second = read();
    Wait<Permit> write = lock.acquireWrite();
    first.close();
    assertPending(write);
    second.close();
    assertTrue(granted(write).isOpen());
  }

  @Test
  void acquireRead_writer_waits() {
    Permit writing = write();
    Wait<Permit> read = lock.acquireRead();
    assertPending(read);
    assertNull(lock.tryAcquireRead());
    writing.close();
    assertTrue(granted(read).isOpen());
  }

  @Test
  void acquireWrite_writer_waits() {
    Permit first = write();
    Wait<Permit> second = lock.acquireWrite();
    assertPending(second);
    assertNull(lock.tryAcquireWrite());
    first.close();
    granted(second).close();
    assertNotNull(lock.tryAcquireWrite());
  }

  @Test
  void acquireRead_writerInLine_standsBehindIt() {
    Permit reading = read();
    Wait<Permit> write = lock.acquireWrite();
    Wait<Permit> read = lock.acquireRead();
    assertPending(write, read);
    assertNull(lock.tryAcquireRead());
    reading.close();
    granted(write);
    assertPending(read);
    granted(write).close();
    assertTrue(granted(read).isOpen());
  }

  @Test
  void acquire_mixedLine_isServedInTheOrderOfTheCalls() {
    Permit writing = write();
    Wait<Permit> read1 = lock.acquireRead();
    Wait<Permit> read2 = lock.acquireRead();
    Wait<Permit> write1 = lock.acquireWrite();
    Wait<Permit> write2 = lock.acquireWrite();
    Wait<Permit> read3 = lock.acquireRead();
    writing.close();
    granted(read1);
    granted(read2).close();
    assertPending(write1, write2, read3);
    granted(read1).close();
    granted(write1);
    assertPending(write2, read3);
    granted(write1).close();
    granted(write2);
    assertPending(read3);
    granted(write2).close();
    granted(read3);
  }

  @Test
  void acquireRead_byAReaderWithAWriterInLine_standsBehindTheWriter() {
    Permit reading = read();
    Wait<Permit> write = lock.acquireWrite();
    Wait<Permit> again = lock.acquireRead();
    assertTrue(reading.isOpen());
    assertPending(write, again);
    assertTrue(write.cancel(false));
    assertTrue(granted(again).isOpen());
  }

  @Test
  void acquireWrite_cancelled_letsTheReadersBehindItIn() {
    read();
    Wait<Permit> write = lock.acquireWrite();
    Wait<Permit> read1 = lock.acquireRead();
    Wait<Permit> read2 = lock.acquireRead();
    assertTrue(write.cancel(true));
    assertTrue(granted(read1).isOpen());
    assertTrue(granted(read2).isOpen());
  }

  @Test
  void acquireWrite_limitPasses_letsTheReadersBehindItInAndKeepsNothing() {
    Permit reading = read();
    Wait<Permit> write = lock.acquireWrite();
    Wait<Permit> read = lock.acquireRead();
    assertInstanceOf(TimeoutException.class, failureOf(write.within(Duration.ofMillis(1))));
    value(read).close();
    reading.close();
    assertNotNull(lock.tryAcquireWrite());
  }

  @Test
  void acquireRead_cancelled_leavesTheLine() {
    Permit writing = write();
    Wait<Permit> read = lock.acquireRead();
    Wait<Permit> write = lock.acquireWrite();
    assertTrue(read.cancel(false));
    writing.close();
    assertTrue(granted(write).isOpen());
  }

  @Test
  void acquireWrite_twoWritersWithAllReadersIn_runOneAfterTheOther() {
    List<Permit> readers = List.of(read(), read(), read());
    Wait<Permit> write1 = lock.acquireWrite();
    Wait<Permit> write2 = lock.acquireWrite();
    for (Permit reader : readers) {
      assertPending(write1, write2);
      reader.close();
    }
    granted(write1);
    assertPending(write2);
    granted(write1).close();
    granted(write2).close();
    assertNotNull(lock.tryAcquireRead());
  }

  @Test
  void tryAcquireWrite_free_excludesEverybody() {
    Permit writing = lock.tryAcquireWrite();
    assertNotNull(writing);
    assertNull(lock.tryAcquireWrite());
    assertNull(lock.tryAcquireRead());
    writing.close();
    assertNotNull(lock.tryAcquireRead());
  }

  @Test
  void close_ofAReadPermitTwice_countsOnce() {
    Permit first = read();
    read();
    Wait<Permit> write = lock.acquireWrite();
    first.close();
    first.close();
    assertPending(write);
  }

  @Test
  void maxReaders_allIn_theNextReaderWaits() {
    AsyncReadWriteLock two = new AsyncReadWriteLock(2);
    Permit first = granted(two.acquireRead());
    granted(two.acquireRead());
    Wait<Permit> third = two.acquireRead();
    assertPending(third);
    assertNull(two.tryAcquireRead());
    first.close();
    assertTrue(granted(third).isOpen());
  }

  @Test
  void maxReaders_writerLeaves_letsInAsManyAsFit() {
    AsyncReadWriteLock two = new AsyncReadWriteLock(2);
    Permit writing = granted(two.acquireWrite());
    Wait<Permit> read1 = two.acquireRead();
    Wait<Permit> read2 = two.acquireRead();
    Wait<Permit> read3 = two.acquireRead();
    writing.close();
    granted(read1);
    granted(read2).close();
    granted(read3);
  }

  @Test
  void maxReaders_five_readersThenAWriter() {
    AsyncReadWriteLock five = new AsyncReadWriteLock(5);
    List<Permit> readers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      readers.add(granted(five.acquireRead()));
    }
    readers.forEach(Permit::close);
    assertTrue(granted(five.acquireWrite()).isOpen());
  }

  @Test
  void downgrade_writePermit_becomesAReadPermit() {
    Permit writing = write();
    Permit reading = lock.downgrade(writing);
    assertTrue(reading.isOpen());
    assertFalse(writing.isOpen());
    assertNotNull(lock.tryAcquireRead());
    assertNull(lock.tryAcquireWrite());
  }

  @Test
  void downgrade_oldPermitClosedAfterwards_changesNothing() {
    Permit writing = write();
    Permit reading = lock.downgrade(writing);
    writing.close();
    assertTrue(reading.isOpen());
    assertNull(lock.tryAcquireWrite());
    reading.close();
    assertNotNull(lock.tryAcquireWrite());
  }

  @Test
  void downgrade_readersFirstInLine_letsThemIn() {
    Permit writing = write();
    Wait<Permit> read1 = lock.acquireRead();
    Wait<Permit> read2 = lock.acquireRead();
    Wait<Permit> write = lock.acquireWrite();
    Wait<Permit> read3 = lock.acquireRead();
    Permit reading = lock.downgrade(writing);
    granted(read1).close();
    granted(read2).close();
    assertPending(write, read3);
    reading.close();
    granted(write).close();
    granted(read3);
  }

  @Test
  void downgrade_writerFirstInLine_letsNobodyIn() {
    Permit writing = write();
    Wait<Permit> write = lock.acquireWrite();
    Wait<Permit> read = lock.acquireRead();
    Permit reading = lock.downgrade(writing);
    assertPending(write, read);
    reading.close();
    granted(write);
  }

  @Test
  void downgrade_oneReaderAllowed_fillsThePlace() {
    AsyncReadWriteLock one = new AsyncReadWriteLock(1);
    Permit writing = granted(one.acquireWrite());
    Wait<Permit> read = one.acquireRead();
    Permit reading = one.downgrade(writing);
    assertPending(read);
    reading.close();
    assertTrue(granted(read).isOpen());
  }

  @Test
  void downgrade_readPermit_isRefusedAndChangesNothing() {
    Permit reading = read();
    assertThrows(IllegalStateException.class, () -> lock.downgrade(reading));
    assertTrue(reading.isOpen());
    assertNull(lock.tryAcquireWrite());
    assertNotNull(lock.tryAcquireRead());
  }

  @Test
  void named_anyName_returnsTheLockItself() {
    assertSame(lock, lock.named("table"));
  }

  @Test
  void close_withoutACause_failsWhoWaitsAndWhoComes() {
    var table = new AsyncReadWriteLock();
    Permit writing = table.tryAcquireWrite();
    Wait<Permit> waiting = table.acquireRead();
    table.close();
    assertTrue(table.isClosed());
    assertInstanceOf(ClosedException.class, Probe.failed(waiting));
    assertNull(Probe.failed(table.acquireWrite()).getCause());
    assertThrows(ClosedException.class, table::tryAcquireRead);
    writing.close();
    assertFalse(table.isWriteHeld());
  }
}

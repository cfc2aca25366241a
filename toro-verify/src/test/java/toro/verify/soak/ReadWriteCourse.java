package toro.verify.soak;

import java.util.concurrent.atomic.AtomicInteger;
import toro.AsyncReadWriteLock;
import toro.Permit;

/** A read-write lock: a writer is alone, and may become a reader. */
final class ReadWriteCourse extends Course {
  private static final int READERS = 4;
  private final AsyncReadWriteLock lock = new AsyncReadWriteLock(READERS);
  private final AtomicInteger reading = new AtomicInteger();
  private boolean isWriting; // by the writer

  ReadWriteCourse(Round round) {
    super(round);
  }

  @Override
  void step(Actor me) {
    switch (me.below(16)) {
      case 0 -> {
        Permit permit = lock.tryAcquireRead();
        if (permit != null) {
          read(permit, me.hold());
        }
      }
      case 1 -> {
        Permit permit = lock.tryAcquireWrite();
        if (permit != null) {
          write(permit, me.hold());
        }
      }
      case 2, 3 -> me.take(lock.acquireWrite(), this::write);
      case 4 -> me.take(lock.acquireWrite(), this::writeAndRead);
      default -> me.take(lock.acquireRead(), this::read);
    }
  }

  private void read(Permit permit, Hold hold) {
    int readers = reading.incrementAndGet();
    round.check(!isWriting && readers <= READERS, "a reader beside a writer");
    hold.then(
        () -> {
          reading.decrementAndGet();
          permit.close();
        });
  }

  private void write(Permit permit, Hold hold) {
    beginToWrite();
    hold.then(
        () -> {
          isWriting = false;
          permit.close();
        });
  }

  private void writeAndRead(Permit permit, Hold hold) {
    beginToWrite();
    isWriting = false;
    read(lock.downgrade(permit), hold);
  }

  private void beginToWrite() {
    round.check(!isWriting && reading.get() == 0, "a writer is not alone");
    isWriting = true;
  }

  @Override
  void close() {
    lock.close();
  }

  @Override
  boolean givesBack() {
    return true;
  }

  @Override
  void account(Book book) {
    book.equal("readers", 0, lock.readers());
    book.equal("writers", 0, lock.isWriteHeld() ? 1 : 0);
    book.equal("waiting", 0, lock.waiting());
  }

  @Override
  public String toString() {
    return lock.toString();
  }
}

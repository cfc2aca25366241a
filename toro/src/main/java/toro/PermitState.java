package toro;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How many permits there are, and who has to look at them: one word, and what changes it. */
abstract class PermitState extends WaitQueue {
  /*
   * Overview.
   *
   *      ticket | available (signed, negative after a resize) | QUEUED | OBSERVED | CLOSED
   *
   *      acquire  no line, enough available:  one compare-and-set      else: join the line
   *      release  no line, no observer:       one compare-and-set      else: add, then drain
   *
   * S1. QUEUED and OBSERVED are set and cleared only under the guard. While QUEUED is set, the word
   *     changes only under the guard: who has it reads the word once, and writes it once.
   * S2. A lock's word has the number of the ticket that holds the lock, if one does (PermitTicket):
   *     a number is taken, and given back, with the permit, in one step, or moved on under the
   *     guard. Where there are more permits than one, a negative number of them fills its bits.
   *
   * Memory: the compare-and-set of the word, and the guard, order what was done before a release
   * before what the next holder does. A word that lets somebody in without the guard is written as
   * a volatile: who releases, and then reads something else, has released.
   */
  static final long CLOSED = 1;
  static final long OBSERVED = 2;
  static final long QUEUED = 4;
  private static final int SHIFT = 3;
  private static final int TICKET_SHIFT = SHIFT + Integer.SIZE;
  private static final long TICKET = 1L << TICKET_SHIFT;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(PermitState.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long word; // by any thread with compare-and-set; see S1

  PermitState(int available) {
    this.word = permits(available);
  }

  private static long permits(int amount) {
    return (long) amount << SHIFT;
  }

  static int available(long word) {
    return (int) (word >> SHIFT);
  }

  final int available() {
    return available(word);
  }

  final long word() {
    return word;
  }

  /** Whether one could be taken now. */
  final boolean isFree() {
    long w = word;
    return (w & QUEUED) == 0 && available(w) > 0;
  }

  private boolean change(long from, long to) {
    return WORD.compareAndSet(this, from, to);
  }

  // ---- without the guard

  /** Takes permits if nobody stands in line. */
  final boolean tryTake(int amount) {
    for (long w = word; (w & (CLOSED | QUEUED)) == 0 && available(w) >= amount; w = word) {
      if (change(w, w - permits(amount))) {
        return true;
      }
    }
    return false;
  }

  /** Gives permits back, if nobody has to see them first. */
  final boolean tryGive(int amount) {
    for (long w = word; (w & (QUEUED | OBSERVED)) == 0; w = word) {
      if (change(w, w + permits(amount))) {
        return true;
      }
    }
    return false;
  }

  /** Takes the one permit of a lock if nobody stands in line; the ticket's number, or -1. */
  final int tryTakeTicket() {
    for (long w = word; (w & (CLOSED | QUEUED)) == 0 && available(w) > 0; w = word) {
      long taken = w - permits(1) + TICKET; // S2
      if (change(w, taken)) {
        return ticket(taken);
      }
    }
    return -1;
  }

  /** Gives it back, if the ticket holds it and nobody has to see it first. */
  final boolean tryGiveTicket(int number) {
    for (long w = word; ticket(w) == number && (w & (QUEUED | OBSERVED)) == 0; w = word) {
      if (change(w, w + permits(1) + TICKET)) {
        return true;
      }
    }
    return false;
  }

  private static int ticket(long word) {
    return (int) (word >>> TICKET_SHIFT);
  }

  /** Whether the ticket holds the lock; if not, who has moved it on under the guard is done. */
  final boolean hasTicket(int number) {
    boolean has = ticket(word) == number;
    if (!has) {
      lock();
      unlock();
    }
    return has;
  }

  // ---- under the guard

  /** Who calls this has what the ticket held; false if it holds nothing. */
  final boolean moveTicketOn(int number) {
    assert isHeld();
    for (long w = word; ticket(w) == number; w = word) {
      if (change(w, w + TICKET)) {
        return true;
      }
    }
    return false;
  }

  /** Sets one of the bits, if the word is still as it was seen. */
  final boolean mark(long seen, long bit) {
    assert isHeld();
    return (seen & bit) != 0 || change(seen, seen | bit);
  }

  final void markClosed() {
    assert isHeld();
    var unused = (long) WORD.getAndBitwiseOr(this, CLOSED);
  }

  /** Adds permits that nobody has to see, so that others may change the word as well. */
  final void addUnseen(int amount) {
    assert isHeld() && (word & (QUEUED | OBSERVED)) == 0;
    var unused = (long) WORD.getAndAdd(this, permits(amount));
  }

  /** The word, which from here on nobody else changes (S1). */
  final long own() {
    assert isHeld();
    long w = word;
    return (w & QUEUED) != 0 ? w : (long) WORD.getAndBitwiseOr(this, QUEUED) | QUEUED;
  }

  /** An owned word with more permits, or fewer. */
  static long plus(long owned, int amount) {
    return owned + permits(amount);
  }

  /** Shows an owned word, and keeps it. */
  final void keep(long owned) {
    assert isHeld() && (owned & QUEUED) != 0;
    WORD.setRelease(this, owned);
  }

  /** Writes an owned word. */
  final void disown(long owned) {
    assert isHeld();
    if ((owned & QUEUED) == 0 && available(owned) > 0) {
      word = owned;
    } else {
      WORD.setRelease(this, owned); // weaker: lets nobody in who does not take the guard
    }
  }
}

package toro;

import org.jspecify.annotations.Nullable;

/** Alarms in the order of their times, roughly: a hierarchical timing wheel. */
final class WaitWheel extends WaitGuard {
  /*
   * Overview.
   *
   * After Varghese and Lauck (1987). A time is a number of ticks: eight digits, to the base of 64.
   * An alarm lies in the slot for the first digit in which its time differs from `now`, with all
   * that share the digits up to there. When that time comes, it moves to a lower level, or is due.
   *
   *      level 7 | 0 .. 63 | ... | level 1 | 0 .. 63 |  level 0 | 0 .. 63 |  one tick each
   *
   * A slot is a list whose links are in the alarms, so that an alarm is set, and cancelled, in
   * constant time and without memory.
   *
   * I1. What lies in a slot of a level has the digits of `now` above that level, and a larger one
   *     in it. So the first slot in use, of the lowest level in use, comes next.
   * I2. A bit of `used` is set if and only if its slot is not empty.
   */
  static final int NOWHERE = -1;
  private static final int LEVELS = 8;
  private static final int DIGIT = 6;
  private static final int SLOTS = 1 << DIGIT;

  private final @Nullable WaitAlarm[] slots = new WaitAlarm[LEVELS * SLOTS]; // all: under guard
  private final long[] used = new long[LEVELS];
  private long now;

  /** Adds an alarm that is due at a tick. */
  void add(WaitAlarm alarm, long due) {
    lock();
    try {
      alarm.due = Math.max(due, now + 1);
      place(alarm);
    } finally {
      unlock();
    }
  }

  /** Takes it out if it is still in: one that is due may be expiring. */
  void cancel(WaitAlarm alarm) {
    lock();
    try {
      if (alarm.slot != NOWHERE) {
        remove(alarm);
      }
    } finally {
      unlock();
    }
  }

  private void place(WaitAlarm alarm) {
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(alarm.due ^ now)) / DIGIT;
    int digit = (int) (alarm.due >> level * DIGIT) & (SLOTS - 1);
    int slot = level * SLOTS + digit;
    WaitAlarm first = slots[slot];
    alarm.slot = slot;
    alarm.after = first;
    if (first != null) {
      first.before = alarm;
    }
    slots[slot] = alarm;
    used[level] |= 1L << digit; // I2
  }

  private void remove(WaitAlarm alarm) {
    WaitAlarm before = alarm.before;
    WaitAlarm after = alarm.after;
    if (after != null) {
      after.before = before;
    }
    if (before != null) {
      before.after = after;
    } else {
      slots[alarm.slot] = after;
      if (after == null) {
        used[alarm.slot / SLOTS] &= ~(1L << alarm.slot % SLOTS); // I2
      }
    }
    alarm.before = null;
    alarm.after = null;
    alarm.slot = NOWHERE;
  }

  /** When there is something to be done next; the end of time if there is nothing. */
  long next() {
    lock();
    try {
      int level = lowestInUse();
      return level == LEVELS ? Long.MAX_VALUE : startOf(firstIn(level));
    } finally {
      unlock();
    }
  }

  private int lowestInUse() {
    int level = 0;
    while (level < LEVELS && used[level] == 0) {
      level++;
    }
    return level;
  }

  private int firstIn(int level) {
    return level * SLOTS + Long.numberOfTrailingZeros(used[level]);
  }

  private long startOf(int slot) {
    int shift = slot / SLOTS * DIGIT;
    return (now >> shift + DIGIT << DIGIT | slot % SLOTS) << shift; // I1
  }

  /** Takes out what is due until a tick: a chain by {@code after}. */
  @Nullable WaitAlarm takeDue(long tick) {
    WaitAlarm due = null;
    lock();
    try {
      for (int level; (level = lowestInUse()) < LEVELS; ) {
        int slot = firstIn(level);
        long start = startOf(slot);
        if (start > tick) {
          break;
        }
        now = start;
        for (WaitAlarm alarm; (alarm = slots[slot]) != null; ) {
          remove(alarm);
          if (alarm.due > now) {
            place(alarm);
          } else {
            alarm.after = due;
            due = alarm;
          }
        }
      }
      now = Math.max(now, tick); // nothing lies between: I1
      return due;
    } finally {
      unlock();
    }
  }
}

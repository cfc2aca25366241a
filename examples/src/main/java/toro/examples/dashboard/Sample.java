package toro.examples.dashboard;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;

/**
 * How this machine and this program are at a moment.
 *
 * @param number how many were taken before
 * @param at when it was taken
 * @param load how busy the processors are, from 0 to 1
 * @param memory how much of the machine's memory is in use, from 0 to 1
 * @param heap the bytes on the program's heap
 * @param readers how many read the feed
 */
record Sample(long number, Instant at, double load, double memory, long heap, int readers) {
  private static final com.sun.management.OperatingSystemMXBean MACHINE =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  static Sample take(long number, int readers) {
    double free = (double) MACHINE.getFreeMemorySize() / MACHINE.getTotalMemorySize();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    double load = Math.max(0, MACHINE.getCpuLoad()); // negative while it is unknown
    return new Sample(number, Instant.now(), load, 1 - free, heap.getUsed(), readers);
  }

  String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"number\":%d,\"at\":%d,\"load\":%.3f,\"memory\":%.3f,\"heap\":%d,\"readers\":%d}",
        number,
        at.toEpochMilli(),
        load,
        memory,
        heap,
        readers);
  }
}

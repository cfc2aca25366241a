package toro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** On what it was measured. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static Map<String, String> describe(Distance distance) throws IOException {
    var machine = new TreeMap<String, String>();
    machine.put("processors", Runtime.getRuntime().availableProcessors() + processor());
    machine.put("from one processor to another", distance.range());
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return machine;
  }

  private static String processor() throws IOException {
    if (!Files.exists(PROCESSORS)) {
      return "";
    }
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> " of " + line.replaceFirst(".*:\\s*", ""))
          .findFirst()
          .orElse("");
    }
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The groups of classes that {@code package-info} tells of, and the arrows between them. */
class ArrowsTest {
  private static final Pattern ARROW =
      Pattern.compile("(?m)^\\s+toro\\.([\\w$]+)\\s+->\\s+toro\\.([\\w$]+)\\s");

  private enum Group {
    WAIT("Wait|Waiter|Wait[A-Z]\\w*|Waiter[A-Z]\\w*|Home|Trampoline|Deadline|EventLoops|Promise"),
    NAMES("Names|Primitive\\w*|ClosedException|Block"), // of no group: everybody's
    PERMITS("Permit\\w*|Acquirable|AsyncLock|AsyncSemaphore|AsyncReadWriteLock|AsyncKeyedLock"),
    QUEUES("AsyncQueue|Queue\\w+|Slot|Lease"),
    BROADCASTS("AsyncBroadcast|Broadcast\\w+|LaggedException"),
    SIGNALS(
        "AsyncEvent|AsyncCondition|AsyncSignal|AsyncResult|AlreadySetException|NotReadyException"
            + "|AsyncValue|Versioned"),
    MEETINGS("AsyncLatch|AsyncBarrier|AsyncTracker|Tracker[A-Z]\\w*"),
    LIMITS("AsyncRateLimiter|Limiter\\w+"),
    SCOPES("Cancel[A-Z]\\w*"),
    POOLS("AsyncPool|Pool[A-Z]\\w*|Loan"),
    FLIGHTS("Flight|AsyncLazy|SingleFlight"),
    FLOWS("Flow[A-Z]\\w*"),
    SELECTS("Select|Select[A-Z]\\w*|Selected|Clause"),
    LOOPS("Loop|Loop[A-Z]\\w*|Task|TaskGroup\\w*|DeadlockException");

    private final Pattern names;

    Group(String names) {
      this.names = Pattern.compile(names);
    }

    static Group of(String type) {
      String outer = type.replaceAll("\\$.*", "");
      List<Group> found =
          List.of(values()).stream().filter(g -> g.names.matcher(outer).matches()).toList();
      assertEquals(1, found.size(), () -> outer + " is of the groups " + found);
      return found.get(0);
    }

    Set<Group> mayName() {
      return switch (this) {
        case WAIT, NAMES -> EnumSet.of(WAIT, NAMES);
        case PERMITS, LIMITS, SCOPES, POOLS, FLOWS -> EnumSet.of(WAIT, NAMES, this);
        case QUEUES, BROADCASTS, SIGNALS -> EnumSet.of(WAIT, NAMES, FLOWS, this);
        case MEETINGS -> EnumSet.of(WAIT, NAMES, PERMITS, this);
        case FLIGHTS -> EnumSet.of(WAIT, NAMES, SIGNALS, this);
        case SELECTS -> EnumSet.complementOf(EnumSet.of(LOOPS));
        case LOOPS -> EnumSet.allOf(Group.class);
      };
    }
  }

  @Test
  void guide_always_namesEveryFile() throws Exception {
    Path sources = Path.of("src", "main", "java", "toro");
    String guide = Files.readString(sources.resolve("package-info.java"));
    try (var files = Files.list(sources)) {
      assertEquals(
          List.of(),
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> !name.equals("package-info"))
              .filter(
                  name -> !Pattern.compile("\\{@code\\s[\\s*]*" + name + "}").matcher(guide).find())
              .sorted()
              .toList());
    }
  }

  @Test
  void everyGroup_namesOnlyGroupsBelowIt() throws Exception {
    var out = new StringWriter();
    String classes = Path.of(Wait.class.getResource("Wait.class").toURI()).getParent().toString();
    int status =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(out),
                new PrintWriter(out),
                "-v",
                "-filter:none",
                "--ignore-missing-deps",
                "--multi-release",
                "base",
                classes);
    assertEquals(0, status, out::toString);
    var wrong = new TreeSet<String>();
    int arrows = 0;
    for (var arrow : ARROW.matcher(out.toString()).results().toList()) {
      String from = arrow.group(1);
      String to = arrow.group(2);
      arrows++;
      boolean isFirstOf = from.equals("Wait") && Group.of(to) == Group.SELECTS;
      if (!isFirstOf && !Group.of(from).mayName().contains(Group.of(to))) {
        wrong.add(from + " names " + to);
      }
    }
    assertTrue(arrows > 200, "jdeps must have found the arrows: " + out);
    assertEquals("", wrong.stream().collect(Collectors.joining("\n")));
  }
}

package toro.verify.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The protocols of the line and of queues, as models: they keep their invariants, which find bugs.
 */
class SpecTest {
  private static final Path LIBRARY = Path.of("../toro/src/main/java/toro");

  /** A model in some surroundings: the configuration of that name. */
  record Scene(String spec, String name) {}

  static final List<Scene> SCENES =
      List.of(
          new Scene("Line", "Requests"),
          new Scene("Line", "Observing"),
          new Scene("Line", "Sleeping"),
          new Scene("Line", "Receiving"),
          new Scene("Line", "Together"),
          new Scene("Queue", "Rendezvous"),
          new Scene("Queue", "Buffered"));

  /** A scene, the invariant that finds a bug there, and the broken twins that are the bug. */
  record Bug(Scene scene, String invariant, List<String> twins) {
    static Bug of(String scene, String invariant, String... twins) {
      Scene where = SCENES.stream().filter(s -> s.name.equals(scene)).findFirst().orElseThrow();
      return new Bug(where, invariant, List.of(twins));
    }
  }

  static final List<Bug> BUGS =
      List.of(
          Bug.of("Requests", "Conserved", "Dropped_Paid"),
          Bug.of("Requests", "EndsOnce", "Dropped_Granted"),
          Bug.of("Requests", "HeadWantsMore", "Leave_WakingNobody"),
          Bug.of("Requests", "InOrder", "CanTake_Barging"),
          Bug.of("Requests", "NobodyStuck", "CanAdd_Always"),
          Bug.of("Requests", "HeadWantsMore", "Join_LooksBefore", "Add_Queueing"),
          Bug.of("Requests", "ClosedLine", "Join_AfterClose"),
          Bug.of("Requests", "QueuedIfInLine", "Granted_ClearingQueued"),
          Bug.of("Observing", "ObserversFirst", "Added_Unqueued"),
          Bug.of("Sleeping", "NoneLeftBehind", "Signal_ThroughNoLine", "QuitAsleep_LikeRequest"),
          Bug.of("Sleeping", "PermitFollowsWait", "QuitAsleep_InTwoSteps"),
          Bug.of("Sleeping", "InOneLine", "Expire_InBothLines"),
          Bug.of("Sleeping", "SignalsKept", "Forwarded_Lost"),
          Bug.of("Sleeping", "NobodyStuck", "AllMoved_None"),
          Bug.of("Sleeping", "PermitFollowsWait", "Failed_All"),
          Bug.of("Receiving", "NotBoth", "CanReclaim_Blind"),
          Bug.of("Receiving", "ReturnedUnwanted", "CanReclaim_Uncounted"),
          Bug.of("Receiving", "LastIsLast", "Attach_Uncounted"),
          Bug.of("Receiving", "Exclusion", "Receive_Unasked"),
          Bug.of("Buffered", "TakersFindNothing", "Entered_PastTakers"),
          Bug.of("Rendezvous", "NoneStuck", "Admitted_None"),
          Bug.of("Buffered", "InOnePlace", "Admitted_Twice"),
          Bug.of("Buffered", "PuttersFindItFull", "Put_TooShy"),
          Bug.of("Buffered", "TasksCounted", "PutBack_Counted"),
          Bug.of("Buffered", "ClosedLines", "Close_KeepingPutters"),
          Bug.of("Buffered", "DeliveredOnce", "CanReclaim_Received"));

  @ParameterizedTest
  @FieldSource("SCENES")
  void spec_eachScene_keepsItsInvariants(Scene scene) throws Exception {
    var verdict = Tlc.check(scene.name, scene.spec, config(scene));

    assertEquals(Optional.empty(), verdict.violated(), verdict.output());
    assertTrue(verdict.isClean(), verdict.output());
    assertTrue(verdict.states() > 5_000, () -> "a small world: " + verdict.states() + " states");
    System.out.println(scene + ": " + verdict.states() + " states");
  }

  @ParameterizedTest
  @FieldSource("BUGS")
  void spec_withABrokenTwin_isFoundByItsInvariant(Bug bug) throws Exception {
    String kind = named(bug.scene, "PROPERTIES").contains(bug.invariant) ? "PROPERTY" : "INVARIANT";
    var config = new StringBuilder(config(bug.scene).replaceAll("(?s)INVARIANTS.*", ""));
    for (String twin : bug.twins) {
      config.append("CONSTANT ").append(step(twin)).append(" <- ").append(twin).append('\n');
    }
    config.append(kind).append(' ').append(bug.invariant).append("\nCHECK_DEADLOCK FALSE\n");

    var verdict =
        Tlc.check(String.join("-", bug.twins), "Broken" + bug.scene.spec, config.toString());

    assertEquals(Optional.of(bug.invariant), verdict.violated(), verdict.output());
  }

  @Test
  void bugs_ofEachSpec_areFoundByAllInvariantsAndUseAllTwins() throws Exception {
    for (Scene scene : SCENES) {
      List<Bug> bugs = BUGS.stream().filter(bug -> bug.scene.spec.equals(scene.spec)).toList();
      var invariants = new TreeSet<>(named(scene, "INVARIANTS"));
      invariants.addAll(named(scene, "PROPERTIES"));
      assertEquals(invariants, new TreeSet<>(bugs.stream().map(Bug::invariant).toList()));
      assertEquals(
          found("(?m)^(\\w+_\\w+)(?:\\(.*\\))? ==", module("Broken" + scene.spec))
              .collect(Collectors.toSet()),
          bugs.stream().flatMap(bug -> bug.twins.stream()).collect(Collectors.toSet()));
    }
  }

  @Test
  void scenes_all_areRun() throws Exception {
    try (Stream<Path> files = Files.list(Tlc.SPEC)) {
      assertEquals(
          files
              .map(file -> file.getFileName().toString())
              .filter(f -> f.endsWith(".cfg"))
              .sorted()
              .toList(),
          SCENES.stream().map(scene -> scene.name + ".cfg").sorted().toList());
    }
  }

  @Test
  void invariants_ofEachSpec_areThoseOfTheCode() throws Exception {
    for (String spec : List.of("Line", "Queue")) {
      List<String> named = found("(?m)^\\(\\* (\\w+ [IR]\\d+)[.:]", module(spec)).toList();
      for (String each : named) {
        String[] words = each.split(" ");
        String code = Files.readString(LIBRARY.resolve(words[0] + ".java"));
        assertTrue(code.contains("   * " + words[1] + ". "), each);
      }
      assertTrue(named.size() >= 5, named::toString);
    }
  }

  private static String module(String name) throws IOException {
    return Files.readString(Tlc.SPEC.resolve(name + ".tla"));
  }

  private static String config(Scene scene) throws IOException {
    return Files.readString(Tlc.SPEC.resolve(scene.name + ".cfg"));
  }

  /** The names that follow a keyword in the configuration of a scene. */
  private static List<String> named(Scene scene, String keyword) throws IOException {
    return found("(?s)" + keyword + "(.*?)(?:PROPERTIES|CHECK)", config(scene))
        .flatMap(names -> Arrays.stream(names.strip().split("\\s+")))
        .toList();
  }

  private static Stream<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map((MatchResult m) -> m.group(1));
  }

  private static String step(String twin) {
    return twin.substring(0, twin.indexOf('_'));
  }
}

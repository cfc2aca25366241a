package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Javadoc of groups shows does what it says. */
@Timeout(60)
class GroupSnippetsTest {
  private final GroupSnippets snippets = new GroupSnippets();

  @Test
  void any_oneIsSlowAndOneFails_hasTheOthers() throws Exception {
    snippets.any(List.of("slow", "broken", "good"));
    assertEquals(List.of("page of good"), snippets.log);
  }

  @Test
  void settled_oneFails_allAreShown() throws Exception {
    snippets.settled(List.of("broken", "good"));
    assertEquals(List.of("broken", "page of good"), snippets.log);
  }

  @Test
  void tolerant_oneIsSlowAndOneFails_theOthersAreKept() throws Exception {
    Loop.simulate(
        1, () -> snippets.tolerant(List.of("slow", "broken", "good"), Duration.ofSeconds(1)));
    assertEquals(List.of("page of good"), snippets.log);
  }

  @Test
  void tolerant_allInTime_doesNotWaitForTheLimit() throws Exception {
    snippets.tolerant(List.of("good", "broken"), Duration.ofHours(1));
    assertEquals(List.of("page of good"), snippets.log);
  }

  @Test
  void around_tasks_runInsideOfIt() throws Exception {
    snippets.around("acme", List.of("one", "two"));
    assertEquals(
        List.of("for acme: page of one", "for acme: page of two"),
        List.copyOf(new TreeSet<>(snippets.log)));
  }

  @Test
  void ended_twoOfMany_theOthersAreCancelled() throws Exception {
    snippets.ended(List.of("slow", "broken", "one", "two"));
    assertEquals(List.of("page of one", "page of two"), List.copyOf(new TreeSet<>(snippets.log)));
  }
}

package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the Javadoc of loops, tasks and groups shows does what it says. */
class LoopSnippetsTest {
  private final LoopSnippets snippets = new LoopSnippets();

  @Test
  void loop_tenItems_allReceivedInOrder() throws Exception {
    snippets.loop();
    assertEquals(IntStream.range(0, 10).mapToObj(i -> "item " + i).toList(), snippets.log);
  }

  @Test
  void run_body_returnsItsResult() throws Exception {
    snippets.run();
    assertEquals(List.of("4"), snippets.log);
  }

  @Test
  void simulate_aDay_hasPassedAtOnce() throws Exception {
    snippets.simulate();
    assertEquals(List.of("2000-01-02T00:00:00Z"), snippets.log);
  }

  @Test
  void task_cancelled_cleansUp() throws Exception {
    Loop.run(() -> snippets.task(Loop.current()));
    assertEquals(List.of("cleaned up", "worker was cancelled"), snippets.log);
  }

  @Test
  void offload_blockingRead_isAwaited(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    Loop.run(() -> snippets.offload(file));
    assertEquals(List.of("text"), snippets.log);
  }

  @Test
  void watch_aLoop_isWatched() throws Exception {
    Loop.run(
        () -> {
          snippets.watch();
          assertNotNull(Loop.current().watchdog());
        });
    assertEquals(List.of("watched"), snippets.log);
  }

  @Test
  @Timeout(60)
  void watch_blockingCoroutine_isReported() throws Exception {
    Loop.run(() -> snippets.watch(new CountDownLatch(1)));
    assertEquals(List.of("coroutine main blocks in watch"), snippets.log);
  }

  @Test
  void start_factory_makesTheThreads() {
    snippets.threads();
    assertEquals(List.of("for acme"), snippets.log);
  }

  @Test
  void group_ofFiles_allHaveEnded(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    snippets.group(List.of(file, file));
    assertEquals(List.of("[4, 4]"), snippets.log);
  }
}

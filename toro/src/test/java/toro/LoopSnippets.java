package toro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/**
 * The pieces of code with coroutines that the Javadoc shows; {@link LoopSnippetsTest} runs them.
 */
final class LoopSnippets {
  private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

  final List<String> log = new ArrayList<>();

  void loop() throws Exception {
    // @start region="loop"
    Loop.run(
        () -> {
          var queue = AsyncQueue.<String>bounded(3);
          var received = new ArrayList<String>(); // shared by coroutines, without a lock
          Loop.current()
              .spawn(
                  "consumer",
                  () -> {
                    while (true) {
                      received.add(queue.take().await());
                      queue.taskDone();
                    }
                  });
          for (int i = 0; i < 10; i++) {
            queue.put("item " + i).await(); // lets the consumer run when the queue is full
          }
          queue.whenDone().await();
          log.addAll(received);
        }); // the consumer still waits: it is cancelled
    // @end region="loop"
  }

  void run() throws Exception {
    // @start region="run"
    int length =
        Loop.run(
            () -> {
              Loop.sleep(Duration.ofMillis(10));
              return "done".length();
            });
    // @end region="run"
    log.add("" + length);
  }

  void simulate() throws Exception {
    // @start region="simulate"
    Loop.simulate(
        42, // the seed: another one, another schedule
        () -> {
          Loop.sleep(Duration.ofDays(1)); // takes no time
          log.add(Loop.current().now().toString());
        });
    // @end region="simulate"
  }

  void task(Loop loop) throws InterruptedException {
    // @start region="task"
    Task<Integer> task =
        loop.spawn(
            "worker",
            () -> {
              try {
                Loop.sleep(Duration.ofHours(1));
                return 1;
              } finally {
                log.add("cleaned up");
              }
            });
    Loop.yieldNow(); // the worker begins
    task.cancel(false); // interrupts it where it sleeps
    try {
      task.await();
    } catch (CancellationException e) {
      log.add(task.name() + " was cancelled");
    }
    // @end region="task"
  }

  void offload(Path file) throws InterruptedException {
    // @start region="offload"
    String text = Loop.current().offload(() -> Files.readString(file)).await();
    // @end region="offload"
    log.add(text);
  }

  void watch() {
    // @start region="watch"
    Loop.current().watch(Duration.ofMillis(100));
    // now it logs, say:
    // coroutine crawler has held Loop[loop-1, 3 alive] for 126 ms, at Spider.parse(Spider.java:42)
    // @end region="watch"
    log.add("watched");
  }

  void watch(CountDownLatch done) throws InterruptedException {
    // @start region="watch-handler"
    Loop.current()
        .watch(
            Duration.ofMillis(100),
            held -> {
              log.add(held.holder() + " blocks in " + held.line().getMethodName());
              done.countDown();
            });
    // @end region="watch-handler"
    done.await(); // blocks the loop
  }

  void threads() {
    // @start region="threads"
    ThreadFactory threads =
        body ->
            Thread.ofVirtual()
                .unstarted(
                    () -> {
                      TENANT.set("acme"); // what each coroutine finds
                      body.run();
                    });
    try (Loop loop = Loop.start("acme", threads)) {
      log.add(loop.spawn(() -> "for " + TENANT.get()).join());
    }
    // @end region="threads"
  }

  void group(List<Path> files) throws Exception {
    // @start region="group"
    List<Long> sizes = new ArrayList<>();
    TaskGroup.run(
        group -> {
          group.limit(4).within(Duration.ofSeconds(10));
          AsyncQueue<Task<?>> ended = group.ended();
          for (Path file : files) {
            group.spawn(() -> size(file));
          }
          for (int i = 0; i < files.size(); i++) {
            sizes.add((Long) ended.take().await().await());
          }
        }); // all have ended; had one failed, the others would have been cancelled
    // @end region="group"
    log.add(sizes.toString());
  }

  private static long size(Path file) throws IOException {
    return Files.size(file);
  }
}

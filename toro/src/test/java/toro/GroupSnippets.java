package toro;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** The pieces of code with groups that the Javadoc shows; {@link GroupSnippetsTest} runs them. */
final class GroupSnippets {
  private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

  final List<String> log = Collections.synchronizedList(new ArrayList<>());

  void any(List<String> mirrors) throws Exception {
    // @start region="any"
    var fetches = new ArrayList<Callable<String>>();
    for (String mirror : mirrors) {
      fetches.add(() -> fetch(mirror));
    }
    String page = TaskGroup.any(fetches); // from the mirror that answers first
    // @end region="any"
    log.add(page);
  }

  void settled(List<String> mirrors) throws Exception {
    List<Callable<String>> fetches = new ArrayList<>();
    mirrors.forEach(mirror -> fetches.add(() -> fetch(mirror)));
    // @start region="settled"
    for (Task<String> fetch : TaskGroup.settled(fetches)) {
      log.add(
          switch (fetch.state()) {
            case SUCCESS -> fetch.resultNow();
            case FAILED -> fetch.exceptionNow().getMessage();
            default -> fetch.name() + " was cancelled";
          });
    }
    // @end region="settled"
  }

  void tolerant(List<String> mirrors, Duration limit) throws Exception {
    // @start region="tolerant"
    List<String> pages =
        TaskGroup.call(
            group -> {
              group.tolerant();
              var fetches = new ArrayList<Task<String>>();
              for (String mirror : mirrors) {
                fetches.add(group.spawn(() -> fetch(mirror)));
              }
              var allEnded = Wait.allOf(fetches).handle((none, failure) -> null);
              try {
                allEnded.await(limit);
              } catch (TimeoutException late) {
                group.cancel(); // those that have not ended
              }
              return fetches.stream()
                  .filter(fetch -> fetch.state() == Future.State.SUCCESS)
                  .map(Task::resultNow)
                  .toList();
            });
    // @end region="tolerant"
    log.addAll(pages);
  }

  void around(String tenant, List<String> mirrors) throws Exception {
    // @start region="around"
    TaskGroup.run(
        group -> {
          group.around(
              body -> {
                TENANT.set(tenant); // or: try (var scope = tracer.makeCurrent())
                try {
                  body.run();
                } finally {
                  TENANT.remove();
                }
              });
          for (String mirror : mirrors) {
            group.spawn(() -> log.add("for " + TENANT.get() + ": " + fetch(mirror)));
          }
        });
    // @end region="around"
  }

  void ended(List<String> mirrors) throws Exception {
    // @start region="ended"
    List<String> pages = new ArrayList<>();
    TaskGroup.run(
        group -> {
          AsyncQueue<Task<?>> ended = group.tolerant().ended();
          for (String mirror : mirrors) {
            group.spawn(() -> fetch(mirror));
          }
          for (int left = mirrors.size(); left > 0 && pages.size() < 2; left--) {
            Task<?> task = ended.take().await();
            if (task.state() == Future.State.SUCCESS) {
              pages.add((String) task.resultNow());
            }
          }
          group.cancel(); // the others
        });
    // @end region="ended"
    log.addAll(pages);
  }

  private static String fetch(String mirror) throws IOException, InterruptedException {
    switch (mirror) {
      case "slow" -> Loop.sleep(Duration.ofHours(1));
      case "broken" -> throw new IOException(mirror);
      default -> Loop.sleep(Duration.ofMillis(1));
    }
    return "page of " + mirror;
  }
}

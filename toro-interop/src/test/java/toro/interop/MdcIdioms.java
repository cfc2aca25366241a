package toro.interop;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.MDC;
import toro.AsyncSemaphore;
import toro.Wait;

/** How what a thread carries along, such as the MDC of SLF4J, gets into a body. */
final class MdcIdioms {
  private MdcIdioms() {}

  // @start region="mdc"
  /** Tasks run on the executor, with the MDC that the caller of this method has now. */
  static Executor withMdc(Executor executor) {
    Map<String, String> callers = MDC.getCopyOfContextMap();
    return task ->
        executor.execute(
            () -> {
              Map<String, String> before = MDC.getCopyOfContextMap();
              MDC.setContextMap(callers);
              try {
                task.run();
              } finally {
                MDC.setContextMap(before);
              }
            });
  }

  // @end region="mdc"

  static Wait<String> page(
      AsyncSemaphore connections, Executor executor, Supplier<CompletionStage<String>> fetch) {
    // @start region="mdc-use"
    Wait<String> page = connections.with(withMdc(executor), fetch);
    // @end region="mdc-use"
    return page;
  }
}

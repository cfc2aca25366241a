package toro.examples.spider;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns a Ctrl-C into an interrupt of this thread, which then has a moment to end its work. */
final class CtrlC implements AutoCloseable {
  private static final int SECONDS = 5;

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "on Ctrl-C");

  CtrlC() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    worker.interrupt();
    try {
      if (!ended.await(SECONDS, TimeUnit.SECONDS)) {
        System.err.println("The report takes too long.");
      }
    } catch (InterruptedException e) {
      // then the program ends at once
    }
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException theProgramIsEnding) {
      // with the hook, which is what it is for
    }
  }
}

package toro.examples.cli;

import toro.AsyncEvent;

/** Ctrl-C as an event; the program then ends when this is closed. */
public final class Shutdown implements AutoCloseable {
  private final AsyncEvent begun = new AsyncEvent().named("shutdown");
  private final AsyncEvent ended = new AsyncEvent().named("ended");

  /** From now on. */
  public Shutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::run, "shutdown"));
  }

  private void run() {
    begun.set();
    ended.whenSet().join();
  }

  /** Set by Ctrl-C. */
  public AsyncEvent begun() {
    return begun;
  }

  /** The work has ended. */
  @Override
  public void close() {
    ended.set();
  }
}

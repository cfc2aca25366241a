package toro.test;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who waits for one permit, all of which are out. */
final class PermitLine implements Line {
  private final SemaphoreSubject subject;
  private final ArrayDeque<AutoCloseable> held; // what keeps the others waiting

  PermitLine(SemaphoreSubject subject) {
    this.subject = subject;
    this.held = new ArrayDeque<>(PermitRules.drain(subject));
  }

  @Override
  public CompletionStage<? extends AutoCloseable> enter() {
    return subject.acquire(1);
  }

  @Override
  public boolean giveUp(CompletionStage<?> request) {
    return subject.giveUp(request);
  }

  @Override
  public void grant() {
    AutoCloseable permit;
    synchronized (this) {
      permit = held.remove();
    }
    PermitRules.close(permit);
  }

  @Override
  public synchronized void giveBack(@Nullable Object got) {
    held.add((AutoCloseable) requireNonNull(got, "a permit"));
  }

  @Override
  public void requireNothingLost(Settle settle) throws Exception {
    for (AutoCloseable permit : held) {
      permit.close();
    }
    settle.run();
    PermitRules.requireAllFree(subject);
  }

  @Override
  public String toString() {
    return "acquire";
  }
}

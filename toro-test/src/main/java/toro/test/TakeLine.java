package toro.test;

import static java.util.Objects.requireNonNull;
import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Who waits for an item of an empty queue. */
final class TakeLine implements Line {
  private final QueueSubject subject;
  private final List<Integer> back = new ArrayList<>(); // what was received
  private int puts; // the items so far

  TakeLine(QueueSubject subject) {
    this.subject = subject;
  }

  @Override
  public CompletionStage<Integer> enter() {
    return subject.take();
  }

  @Override
  public boolean giveUp(CompletionStage<?> request) {
    return subject.giveUp(request);
  }

  @Override
  public void grant() {
    int item;
    synchronized (this) {
      item = puts++;
    }
    var unused = subject.put(item);
  }

  @Override
  public synchronized void giveBack(@Nullable Object got) {
    back.add((Integer) requireNonNull(got, "an item"));
  }

  @Override
  public void requireNothingLost(Settle settle) throws Exception {
    settle.run();
    for (Integer item; (item = subject.poll()) != null; settle.run()) {
      giveBack(item);
    }
    back.sort(null);
    require(
        back.equals(IntStream.range(0, puts).boxed().toList()),
        () -> puts + " items were put, and received: " + back);
  }

  @Override
  public String toString() {
    return "take";
  }
}

package toro.test;

import static toro.test.Course.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who waits for room in a full queue. */
final class PutLine implements Line {
  private final QueueSubject subject;
  private final List<CompletionStage<?>> puts = new ArrayList<>(); // of the items 0, 1, 2, ...
  private final List<Integer> received = new ArrayList<>();

  PutLine(QueueSubject subject) {
    this.subject = subject;
    for (int i = 0; i < subject.capacity(); i++) {
      var unused = enter();
    }
  }

  @Override
  public synchronized CompletionStage<?> enter() {
    CompletionStage<?> put = subject.put(puts.size());
    puts.add(put);
    return put;
  }

  @Override
  public boolean giveUp(CompletionStage<?> request) {
    return subject.giveUp(request);
  }

  @Override
  public void grant() {
    receive(subject.poll());
  }

  private synchronized void receive(@Nullable Integer item) {
    if (item != null) {
      received.add(item);
    }
  }

  @Override
  public void requireNothingLost(Settle settle) throws Exception {
    settle.run();
    for (Integer item; (item = subject.poll()) != null; settle.run()) {
      receive(item);
    }
    List<Integer> accepted = new ArrayList<>();
    for (int item = 0; item < puts.size(); item++) {
      if (Line.isGranted(puts.get(item))) {
        accepted.add(item);
      }
    }
    received.sort(null);
    require(
        received.equals(accepted), () -> "accepted were " + accepted + ", received " + received);
  }

  @Override
  public String toString() {
    return "put";
  }
}

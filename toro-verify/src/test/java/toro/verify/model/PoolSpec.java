package toro.verify.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import toro.AsyncPool;
import toro.Loan;

/** A pool of two, from which each borrows one at a time; creations end one after the other. */
public interface PoolSpec {
  int MAX = 2;

  void borrow(int who);

  Standing tryBorrow(int who);

  Standing look(int who);

  boolean cancel(int who);

  boolean giveBack(int who);

  boolean discard(int who);

  /** The oldest creation ends well; false if there is none. */
  boolean finish();

  /** The oldest creation fails. */
  boolean fail();

  int evict();

  int idle();

  int creating();

  void close();

  boolean isDone();

  /** What is right. */
  final class Model implements PoolSpec {
    private static final int NOBODY = -1;

    private final Line line = new Line();
    private final List<Integer> creations = new ArrayList<>(); // whose each is
    private int idle;
    private int lent;
    private boolean isClosed;

    @Override
    public void borrow(int who) {
      if (!line.mayAsk(who)) {
        return;
      }
      if (isClosed) {
        line.tell(who, Standing.FAILED);
      } else {
        line.tell(who, Standing.WAITING);
        serve();
      }
    }

    @Override
    public Standing tryBorrow(int who) {
      if (!line.mayAsk(who)) {
        return look(who);
      }
      if (isClosed) {
        return line.tell(who, Standing.FAILED);
      }
      if (!line.isEmpty() || idle == 0) {
        return line.tell(who, Standing.OUT);
      }
      idle--;
      lent++;
      return line.tell(who, Standing.IN);
    }

    private void serve() {
      while (!line.isEmpty() && idle > 0) {
        idle--;
        lend();
      }
      while (line.size() > creations.size() && idle + lent + creations.size() < MAX) {
        creations.add(line.firstBut(creations));
      }
    }

    private void lend() {
      int first = line.admit();
      creations.replaceAll(whose -> whose == first ? NOBODY : whose);
      lent++;
    }

    @Override
    public Standing look(int who) {
      return line.look(who);
    }

    @Override
    public boolean cancel(int who) {
      boolean left = line.leave(who);
      if (left) {
        creations.replaceAll(whose -> whose == who ? NOBODY : whose);
      }
      return left;
    }

    @Override
    public boolean giveBack(int who) {
      boolean had = line.exit(who);
      if (had) {
        lent--;
        idle += isClosed ? 0 : 1;
        serve();
      }
      return had;
    }

    @Override
    public boolean discard(int who) {
      boolean had = line.exit(who);
      if (had) {
        lent--;
        serve();
      }
      return had;
    }

    @Override
    public boolean finish() {
      if (creations.isEmpty()) {
        return false;
      }
      int owner = creations.removeFirst();
      if (line.isEmpty()) {
        idle++;
      } else {
        int first = line.first();
        if (owner != NOBODY) { // who has nothing yet gets what is being created for the first
          creations.replaceAll(whose -> whose == first ? owner : whose);
        }
        lend();
      }
      return true;
    }

    @Override
    public boolean fail() {
      if (creations.isEmpty()) {
        return false;
      }
      int owner = creations.removeFirst();
      if (owner != NOBODY) {
        line.fail(owner);
      }
      serve();
      return true;
    }

    @Override
    public int evict() {
      int evicted = idle;
      idle = 0;
      return evicted;
    }

    @Override
    public int idle() {
      return idle;
    }

    @Override
    public int creating() {
      return creations.size();
    }

    @Override
    public void close() {
      isClosed = true;
      line.failAll();
      creations.clear();
      idle = 0;
    }

    @Override
    public boolean isDone() {
      return isClosed && lent == 0;
    }
  }

  /** The library's. */
  class Real implements PoolSpec {
    private final Queue<CompletableFuture<String>> creations = new ArrayDeque<>();
    private final AsyncPool<String> pool =
        AsyncPool.of(
            MAX,
            () -> {
              var stage = new CompletableFuture<String>();
              creations.add(stage);
              return stage;
            },
            resource -> {});
    private final Tickets tickets = new Tickets(pool::waiting);

    @Override
    public void borrow(int who) {
      tickets.ask(who, pool::borrow);
    }

    @Override
    public Standing tryBorrow(int who) {
      return tickets.tryFor(who, pool::tryBorrow);
    }

    @Override
    public Standing look(int who) {
      return tickets.look(who);
    }

    @Override
    public boolean cancel(int who) {
      return tickets.cancel(who);
    }

    @Override
    public boolean giveBack(int who) {
      if (!(tickets.exit(who) instanceof Loan<?> loan)) {
        return false;
      }
      loan.close();
      return true;
    }

    @Override
    public boolean discard(int who) {
      if (!(tickets.exit(who) instanceof Loan<?> loan)) {
        return false;
      }
      loan.discard();
      return true;
    }

    @Override
    public boolean finish() {
      var oldest = creations.poll();
      return oldest != null && oldest.complete("resource");
    }

    @Override
    public boolean fail() {
      var oldest = creations.poll();
      return oldest != null && oldest.completeExceptionally(new IllegalStateException("no"));
    }

    @Override
    public int evict() {
      return pool.evict(resource -> true);
    }

    @Override
    public int idle() {
      return pool.stats().idle();
    }

    @Override
    public int creating() {
      return pool.stats().creating();
    }

    @Override
    public void close() {
      pool.close();
      creations.clear(); // which have been cancelled
    }

    @Override
    public boolean isDone() {
      return pool.whenDone().isDone();
    }
  }
}

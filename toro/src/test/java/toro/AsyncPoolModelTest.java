package toro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool does in a million random steps what a plain model of it does. */
@Timeout(120)
class AsyncPoolModelTest {
  private static final int STEPS = 1_000_000;

  /** How the creation of each number goes: most end later, some at the call, well or not. */
  private enum Way {
    LATER,
    AT_ONCE,
    FAILS_AT_ONCE,
    THROWS;

    static Way of(int number) {
      return number % 7 == 3
          ? AT_ONCE
          : number % 11 == 5 ? FAILS_AT_ONCE : number % 23 == 9 ? THROWS : LATER;
    }
  }

  /** The model: numbers for borrowers and for resources, and lists. */
  private static final class Model {
    final List<Integer> line = new ArrayList<>(); // borrowers
    final Map<Integer, Object> ends = new LinkedHashMap<>(); // of borrowers: a number, or a text
    final ArrayDeque<Integer> idle = new ArrayDeque<>();
    final Set<Integer> lent = new HashSet<>();
    final Map<Integer, Integer> creating = new LinkedHashMap<>(); // for whom; -1: for nobody
    final Set<Integer> broken = new HashSet<>();
    final List<Integer> destroyed = new ArrayList<>();
    boolean validates;
    boolean closed;
    int max;
    int begun;

    void borrow(int borrower) {
      if (closed) {
        ends.put(borrower, "closed");
      } else {
        line.add(borrower);
        serve();
      }
    }

    private boolean isValid(int resource) {
      return !validates || !broken.contains(resource);
    }

    private void serve() {
      for (; ; ) {
        if (!line.isEmpty() && !idle.isEmpty()) {
          int resource = idle.pop();
          if (isValid(resource)) {
            lend(resource);
          } else {
            destroyed.add(resource);
          }
        } else if (line.size() > creating.size() && size() < max) {
          begin();
        } else {
          return;
        }
      }
    }

    private int size() {
      return idle.size() + lent.size() + creating.size();
    }

    private void lend(int resource) {
      int first = line.removeFirst();
      creating.replaceAll((number, borrower) -> borrower == first ? -1 : borrower);
      lent.add(resource);
      ends.put(first, resource);
    }

    /** For the first who has none of his own. */
    private void begin() {
      int number = begun++;
      int borrower = line.stream().filter(b -> !creating.containsValue(b)).findFirst().get();
      creating.put(number, borrower);
      switch (Way.of(number)) {
        case LATER -> {}
        case AT_ONCE -> finish(number);
        default -> fail(number);
      }
    }

    void finish(int number) {
      int borrower = creating.remove(number);
      if (line.isEmpty()) {
        comeBack(number);
        return;
      }
      int first = line.getFirst();
      if (borrower >= 0 && borrower != first) { // they exchange what is being created for them
        creating.replaceAll((other, b) -> b == first ? borrower : b);
      }
      lend(number);
      serve();
    }

    void fail(int number) {
      int borrower = creating.remove(number);
      if (borrower >= 0) {
        line.remove((Integer) borrower);
        ends.put(borrower, "no " + number);
      }
      serve();
    }

    void leave(int borrower) {
      if (line.remove((Integer) borrower)) {
        creating.replaceAll((number, b) -> b == borrower ? -1 : b);
        ends.put(borrower, "left");
      }
    }

    private void comeBack(int resource) {
      if (closed || size() >= max) {
        destroyed.add(resource);
      } else {
        idle.push(resource);
      }
      serve();
    }

    void giveBack(int resource) {
      lent.remove(resource);
      comeBack(resource);
    }

    void discard(int resource) {
      lent.remove(resource);
      destroyed.add(resource);
      serve();
    }

    Integer tryBorrow() {
      while (line.isEmpty() && !idle.isEmpty()) {
        int resource = idle.pop();
        if (isValid(resource)) {
          lent.add(resource);
          return resource;
        }
        destroyed.add(resource);
      }
      return null;
    }

    void evict(int divisor) {
      idle.stream().filter(resource -> resource % divisor == 0).forEach(destroyed::add);
      idle.removeIf(resource -> resource % divisor == 0);
    }

    void resize(int now) {
      max = now;
      while (size() > max && !idle.isEmpty()) {
        destroyed.add(idle.removeLast());
      }
      serve();
    }

    void close() {
      closed = true;
      line.forEach(borrower -> ends.put(borrower, "closed"));
      line.clear();
      creating.clear(); // they are all cancelled
      destroyed.addAll(idle);
      idle.clear();
    }
  }

  private final Random random = new Random(42);
  private final Map<Integer, CompletableFuture<Integer>> stages = new LinkedHashMap<>();
  private final List<Integer> destroyed = new ArrayList<>();
  private final Map<Integer, Wait<Loan<Integer>>> waits = new LinkedHashMap<>();
  private final Map<Integer, Loan<Integer>> loans = new LinkedHashMap<>();
  private final Set<Integer> broken = new HashSet<>();
  private AsyncPool<Integer> pool;
  private Model model;
  private int begun;
  private int borrowers;

  private CompletionStage<Integer> create() {
    int number = begun++;
    var failure = new IllegalStateException("no " + number);
    return switch (Way.of(number)) {
      case LATER -> {
        stages.put(number, new CompletableFuture<>());
        yield stages.get(number);
      }
      case AT_ONCE -> CompletableFuture.completedFuture(number);
      case FAILS_AT_ONCE -> CompletableFuture.failedFuture(failure);
      case THROWS -> throw failure;
    };
  }

  private void begin() {
    int max = 1 + random.nextInt(4);
    model = new Model();
    model.max = max;
    begun = 0;
    borrowers = 0;
    List.of(stages, waits, loans).forEach(Map::clear);
    destroyed.clear();
    broken.clear();
    pool = AsyncPool.of(max, this::create, destroyed::add);
    if (random.nextBoolean()) {
      model.validates = true;
      pool.validate(resource -> !broken.contains(resource));
    }
  }

  @Test
  void pool_randomSteps_doesAsTheModelDoes() {
    begin();
    for (int step = 0; step < STEPS; step++) {
      String what = step();
      try {
        compare();
      } catch (AssertionError different) {
        throw new AssertionError("step " + step + ", " + what + ": " + pool, different);
      }
      if (model.closed && model.lent.isEmpty()) {
        assertEquals(0, pool.waiting());
        Probe.granted(pool.whenDone());
        begin();
      }
    }
  }

  private String step() {
    switch (random.nextInt(18)) {
      case 0, 1, 2, 3, 4 -> {
        int borrower = borrowers++;
        waits.put(borrower, pool.borrow());
        model.borrow(borrower);
        return "borrow " + borrower;
      }
      case 5, 6 -> {
        Integer borrower = any(model.line);
        if (borrower != null) {
          waits.get(borrower).cancel(false);
          model.leave(borrower);
        }
        return "leave " + borrower;
      }
      case 7, 8 -> {
        Integer number = any(model.creating.keySet());
        if (number != null) {
          stages.remove(number).complete(number);
          model.finish(number);
        }
        return "finish " + number;
      }
      case 9 -> {
        Integer number = any(model.creating.keySet());
        if (number != null) {
          stages.remove(number).completeExceptionally(new IllegalStateException("no " + number));
          model.fail(number);
        }
        return "fail " + number;
      }
      case 10, 11, 12 -> {
        Integer resource = any(model.lent);
        if (resource != null) {
          loans.remove(resource).close();
          model.giveBack(resource);
        }
        return "give back " + resource;
      }
      case 13 -> {
        Integer resource = any(model.lent);
        if (resource != null) {
          loans.remove(resource).discard();
          model.discard(resource);
        }
        return "discard " + resource;
      }
      case 14 -> {
        if (!model.closed) {
          Loan<Integer> loan = pool.tryBorrow();
          Integer expected = model.tryBorrow();
          assertEquals(expected, loan == null ? null : loan.get());
          if (loan != null) {
            loans.put(expected, loan);
          }
        }
        return "try";
      }
      case 15 -> {
        Integer resource = any(random.nextBoolean() ? model.lent : model.idle);
        if (resource != null) {
          broken.add(resource);
          model.broken.add(resource);
        }
        return "break " + resource;
      }
      case 16 -> {
        int divisor = 1 + random.nextInt(4);
        pool.evict(resource -> resource % divisor == 0);
        model.evict(divisor);
        return "evict " + divisor;
      }
      default -> {
        return random.nextInt(8) == 0 ? close() : resize();
      }
    }
  }

  private String resize() {
    int max = 1 + random.nextInt(5);
    if (!model.closed) {
      pool.resize(max);
      model.resize(max);
    }
    return "resize " + max;
  }

  private String close() {
    pool.close();
    if (!model.closed) {
      model.close();
    }
    return "close";
  }

  private Integer any(Iterable<Integer> of) {
    List<Integer> all = new ArrayList<>();
    of.forEach(all::add);
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private void compare() {
    PoolStats now = pool.stats();
    assertEquals(
        new PoolStats(
            model.idle.size(),
            model.lent.size(),
            model.creating.size(),
            model.line.size(),
            model.max),
        now);
    assertEquals(model.destroyed, destroyed);
    assertEquals(model.begun, begun);
    model.ends.forEach(
        (borrower, end) -> {
          Wait<Loan<Integer>> wait = waits.remove(borrower);
          if (end instanceof Integer resource) {
            Loan<Integer> loan = Probe.granted(wait);
            assertEquals(resource, loan.get());
            assertNull(loans.put(resource, loan));
          } else {
            Throwable failure = Probe.failed(wait);
            String shown =
                wait.isCancelled()
                    ? "left"
                    : failure instanceof ClosedException ? "closed" : failure.getMessage();
            assertEquals(end, shown);
          }
        });
    model.ends.clear();
    model.destroyed.clear();
    destroyed.clear();
    waits.values().forEach(wait -> assertEquals(false, wait.isDone()));
  }
}

package toro.test;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import toro.DeadlockException;
import toro.Loop;

/**
 * What a lock, a semaphore or a queue promises to those who wait, as rules that are tried under
 * many simulated schedules. It knows what it tries only through a small adapter, futures in and
 * futures out, so it judges other libraries just as this one.
 *
 * {@snippet file="test/ContractExampleTest.java" region="contract"}
 *
 * <p>The rules, in short: never more inside than allowed, never an item twice; first come, first
 * served, with no moment in which somebody can barge in; nobody waits for what is there; a request
 * that is given up at whatever moment loses nothing and blocks nobody; a chain of 10,000 that hand
 * on from inside each other's continuations neither overflows nor loses one.
 *
 * <p><b>Schedules.</b> Each rule runs once for each seed, on a fresh {@linkplain toro.Loop#simulate
 * simulated loop} with fresh subjects, which are made on that loop. Coroutines yield at random
 * points, so that the calls interleave in another way under each seed. The first failure ends the
 * check. Its message names the rule, the seed, and how to replay it: with the system property
 * {@code toro.seed}, as in {@code -Dtoro.seed=17}, only that seed is run.
 *
 * <p><b>What is not guaranteed.</b> All calls come from one thread at a time. Whether a subject is
 * right when several threads call it at the same moment is for other tools to find out.
 *
 * <p>Instances do not change, and may be shared.
 */
public final class Contract {
  private static final int DEFAULT_SEEDS = 200;

  private final String name;
  private final List<Rule> rules;
  private final int seeds;

  private Contract(String name, List<Rule> rules, int seeds) {
    this.name = name;
    this.rules = List.copyOf(rules);
    this.seeds = seeds;
  }

  /**
   * The contract of a lock.
   *
   * @param fresh makes a lock that is free; called on the loop, many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract lock(Supplier<? extends LockSubject> fresh) {
    requireNonNull(fresh, "fresh");
    return new Contract(
        "lock", PermitRules.of(() -> new LockAsSemaphore(fresh.get())), DEFAULT_SEEDS);
  }

  /**
   * The contract of a semaphore.
   *
   * @param fresh makes a semaphore whose permits are all free; called on the loop, many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract semaphore(Supplier<? extends SemaphoreSubject> fresh) {
    return new Contract("semaphore", PermitRules.of(requireNonNull(fresh, "fresh")), DEFAULT_SEEDS);
  }

  /**
   * The contract of a semaphore that can be closed.
   *
   * @param fresh makes a semaphore whose permits are all free; called on the loop, many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract closableSemaphore(Supplier<? extends SemaphoreSubject.Closable> fresh) {
    return semaphore(fresh).and(CloseRules.ofSemaphore(fresh));
  }

  /**
   * The contract of a queue.
   *
   * @param fresh makes an empty queue; called on the loop, many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract queue(Supplier<? extends QueueSubject> fresh) {
    return new Contract("queue", QueueRules.of(requireNonNull(fresh, "fresh")), DEFAULT_SEEDS);
  }

  /**
   * The contract of a queue that can be closed.
   *
   * @param fresh makes an empty queue; called on the loop, many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract closableQueue(Supplier<? extends QueueSubject.Closable> fresh) {
    return queue(fresh).and(CloseRules.ofQueue(fresh));
  }

  private Contract and(Rule rule) {
    List<Rule> all = new ArrayList<>(rules);
    all.add(rule);
    return new Contract(name, all, seeds);
  }

  /**
   * The same contract, to be tried under another number of schedules.
   *
   * @param n how many, at least 1
   * @return the contract
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Contract seeds(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("seeds is " + n + ", and must be at least 1");
    }
    return new Contract(name, rules, n);
  }

  /**
   * The names of the rules.
   *
   * @return one for each of the {@link #tests}
   */
  public List<String> rules() {
    return rules.stream().map(Rule::name).toList();
  }

  /**
   * The rules as JUnit's dynamic tests, for a method that is marked as {@code @TestFactory}.
   *
   * @return one test for each rule
   */
  public Stream<DynamicTest> tests() {
    return rules.stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> check(rule)));
  }

  /**
   * Tries all rules.
   *
   * @throws AssertionError if one does not hold; the cause says what was seen
   * @throws IllegalStateException if called on a loop or on an event loop's thread
   */
  public void check() {
    rules.forEach(this::check);
  }

  private void check(Rule rule) {
    Seeds.of(1, rule.dependsOnSeed() ? seeds : 1, System.getProperty(Seeds.PROPERTY))
        .forEach(seed -> check(rule, seed));
  }

  private void check(Rule rule, long seed) {
    if (Loop.current() != null) {
      throw new IllegalStateException(
          "a contract runs loops of its own, and not on " + Loop.current());
    }
    String seen;
    Throwable cause;
    try {
      Loop.simulate(seed, () -> rule.trial().run(new Course(seed)));
      return;
    } catch (AssertionError e) {
      seen = String.valueOf(e.getMessage());
      cause = e;
    } catch (DeadlockException e) {
      seen = "somebody waits for ever";
      cause = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      seen = "interrupted";
      cause = e;
    } catch (Exception e) {
      seen = e.toString();
      cause = e;
    }
    throw new AssertionError(
        this + ", " + rule.name() + ": " + seen + " (" + Seeds.replay(seed) + ")", cause);
  }

  /**
   * Names the kind of contract.
   *
   * @return as in "contract of a lock"
   */
  @Override
  public String toString() {
    return "contract of a " + name;
  }

  /** A lock is a semaphore that has one permit. */
  private record LockAsSemaphore(LockSubject lock) implements SemaphoreSubject {
    @Override
    public int permits() {
      return 1;
    }

    @Override
    public CompletionStage<? extends AutoCloseable> acquire(int n) {
      return lock.acquire();
    }

    @Override
    public @Nullable AutoCloseable tryAcquire(int n) {
      return lock.tryAcquire();
    }

    @Override
    public boolean giveUp(CompletionStage<?> request) {
      return lock.giveUp(request);
    }
  }
}

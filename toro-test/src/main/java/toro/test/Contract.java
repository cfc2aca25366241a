package toro.test;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import toro.Block;
import toro.DeadlockException;
import toro.Loop;

/**
 * What a lock, a semaphore, a queue, an event or a condition promises to those who wait, as rules
 * that are tried under many schedules. It knows what it tries only through a small adapter, futures
 * in and futures out, so it judges other libraries just as this one.
 *
 * {@snippet file="test/ContractExampleTest.java" region="contract"}
 *
 * <p>The rules, in short: never more inside than allowed, never an item twice, never a signal lost;
 * first come, first served, with no moment in which somebody can barge in; nobody waits for what is
 * there; a request that is given up at whatever moment loses nothing and blocks nobody; a
 * continuation may call back in, and if it throws, the others go on; a chain of 10,000 that hand on
 * from inside each other's continuations neither overflows nor loses one; closing ends every wait.
 *
 * <p><b>Schedules.</b> Most rules run once for each seed, on a fresh {@linkplain toro.Loop#simulate
 * simulated loop} with fresh subjects, which are made on that loop. Coroutines yield at random
 * points, so that the calls interleave in another way under each seed. The first failure ends the
 * check. Its message names the rule, the seed, and how to replay it: with the system property
 * {@code toro.seed}, as in {@code -Dtoro.seed=17}, only that seed is run.
 *
 * <p><b>Threads.</b> The rules whose names begin with "threads" run once for each seed too, but
 * with real threads, platform and virtual ones, that call the subject at the same moment. They show
 * whether it can bear that; a subject for one thread is tried without them, see {@link
 * #onOneThread}. Such a failure cannot be replayed exactly. Nothing is awaited for longer than 30
 * seconds.
 *
 * <p><b>What is not guaranteed.</b> Threads meet by chance: a mistake that shows once in a million
 * races may stay unseen. To exclude it is for other tools. {@link Museum} has more rules.
 *
 * <p>Instances do not change, and may be shared.
 */
public final class Contract {
  private static final int DEFAULT_SEEDS = 200;
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final List<Rule> rules;
  private final int seeds;
  private final int rounds; // with real threads
  private final Duration patience;

  private Contract(String name, List<Rule> rules, int seeds, int rounds, Duration patience) {
    this.name = name;
    this.rules = List.copyOf(rules);
    this.seeds = seeds;
    this.rounds = rounds;
    this.patience = patience;
  }

  Contract(String name, List<Rule> rules) {
    this(name, rules, DEFAULT_SEEDS, DEFAULT_SEEDS, DEFAULT_PATIENCE);
  }

  /**
   * The contract of a lock.
   *
   * @param fresh makes a lock that is free; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract lock(Supplier<? extends LockSubject> fresh) {
    requireNonNull(fresh, "fresh");
    return new Contract("a lock", PermitRules.of(asSemaphore(fresh)));
  }

  /** A lock is a semaphore that has one permit. */
  static Supplier<SemaphoreSubject> asSemaphore(Supplier<? extends LockSubject> fresh) {
    return () -> new LockAsSemaphore(fresh.get());
  }

  /**
   * The contract of a semaphore.
   *
   * @param fresh makes a semaphore whose permits are all free; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract semaphore(Supplier<? extends SemaphoreSubject> fresh) {
    return new Contract("a semaphore", PermitRules.of(requireNonNull(fresh, "fresh")));
  }

  /**
   * The contract of a semaphore that can be closed.
   *
   * @param fresh makes a semaphore whose permits are all free; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract closableSemaphore(Supplier<? extends SemaphoreSubject.Closable> fresh) {
    return semaphore(fresh).and(CloseRules.ofSemaphore(fresh));
  }

  /**
   * The contract of a queue.
   *
   * @param fresh makes an empty queue; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract queue(Supplier<? extends QueueSubject> fresh) {
    return new Contract("a queue", QueueRules.of(requireNonNull(fresh, "fresh")));
  }

  /**
   * The contract of a queue that can be closed.
   *
   * @param fresh makes an empty queue; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract closableQueue(Supplier<? extends QueueSubject.Closable> fresh) {
    return queue(fresh).and(CloseRules.ofQueue(fresh));
  }

  /**
   * The contract of an event.
   *
   * @param fresh makes an event that is not set; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract event(Supplier<? extends EventSubject> fresh) {
    return new Contract("an event", SignalRules.ofEvent(requireNonNull(fresh, "fresh")));
  }

  /**
   * The contract of an event that can be cleared.
   *
   * @param fresh makes an event that is not set; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract clearableEvent(Supplier<? extends EventSubject.Clearable> fresh) {
    return event(fresh).and(SignalRules.ofClearableEvent(fresh));
  }

  /**
   * The contract of a condition.
   *
   * @param fresh makes a condition that nobody waits for; called many times
   * @return the contract, to be tried under 200 schedules
   */
  public static Contract condition(Supplier<? extends ConditionSubject> fresh) {
    return new Contract("a condition", SignalRules.ofCondition(requireNonNull(fresh, "fresh")));
  }

  /** The same contract, with more rules. */
  Contract and(List<Rule> more) {
    return with(Stream.concat(rules.stream(), more.stream()).toList());
  }

  private Contract with(List<Rule> others) {
    return new Contract(name, others, seeds, rounds, patience);
  }

  /**
   * The same contract without the rules that call from several threads at once.
   *
   * @return the contract of something that is used by one thread at a time
   */
  public Contract onOneThread() {
    return with(rules.stream().filter(rule -> rule instanceof Rule.Simulated).toList());
  }

  /** The same contract, which waits so long for real threads. */
  Contract patience(Duration limit) {
    return new Contract(name, rules, seeds, rounds, limit);
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
    return new Contract(name, rules, n, rounds, patience);
  }

  /**
   * The same contract, whose rules with threads are tried in another number of rounds.
   *
   * @param n how many, at least 1; 200 unless given
   * @return the contract
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Contract rounds(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("rounds is " + n + ", and must be at least 1");
    }
    return new Contract(name, rules, seeds, n, patience);
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
    if (Loop.current() != null) {
      throw new IllegalStateException(
          "a contract runs loops of its own, and not on " + Loop.current());
    }
    switch (rule) {
      case Rule.Simulated one ->
          Seeds.of(1, one.dependsOnSeed() ? seeds : 1, System.getProperty(Seeds.PROPERTY))
              .forEach(
                  seed ->
                      check(
                          rule,
                          () -> Loop.simulate(seed, () -> one.trial().run(new Course(seed))),
                          Seeds.replay(seed)));
      case Rule.Threaded one -> {
        try (var threads = new Threads(patience)) {
          for (long round = 1; round <= rounds; round++) {
            threads.round(round);
            check(rule, () -> one.trial().run(threads), "round " + round + " on real threads");
          }
        }
      }
    }
  }

  private void check(Rule rule, Block trial, String when) {
    String seen;
    Throwable cause;
    try {
      trial.run();
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
    throw new AssertionError(this + ", " + rule.name() + ": " + seen + " (" + when + ")", cause);
  }

  /**
   * Names the kind of contract.
   *
   * @return as in "contract of a lock"
   */
  @Override
  public String toString() {
    return "contract of " + name;
  }

  private record LockAsSemaphore(LockSubject lock) implements SemaphoreSubject {
    @Override
    public int permits() {
      return 1;
    }

    @Override
    public List<Integer> sizes() {
      return List.of(1);
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

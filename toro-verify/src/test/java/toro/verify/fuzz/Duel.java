package toro.verify.fuzz;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import toro.verify.Effort;

/**
 * The same commands to a model and to the library: the methods of {@code S}, in any order, asked by
 * some who have numbers.
 */
final class Duel<S> {
  private static final int LENGTH = 60;
  private static final int SEEDS = 2000;
  private static final int MANY = 4; // who ask
  private static final int MOST = 3; // of permits, and the largest item
  private static final Set<String> ENDING =
      Set.of("close", "closeNow", "closeProducer", "closeConsumer");

  private final Supplier<? extends S> model;
  private final Supplier<? extends S> real;
  private final List<Method> commands;
  private final List<Step> looks; // what may be asked at any time

  Duel(Class<S> spec, Supplier<? extends S> model, Supplier<? extends S> real) {
    this.model = model;
    this.real = real;
    this.commands =
        Stream.of(spec.getMethods()).sorted(Comparator.comparing(Method::getName)).toList();
    this.looks =
        commands.stream()
            .filter(m -> m.getName().equals("look"))
            .flatMap(m -> IntStream.range(0, MANY).mapToObj(who -> new Step(m, who, 1)))
            .toList();
  }

  /** A command, and what is given to it. */
  record Step(Method command, int who, int number) {
    /** What {@code of} answers: all that can be told of it. */
    String ask(Object of) {
      try {
        return String.valueOf(command.invoke(of, arguments().toArray()));
      } catch (InvocationTargetException e) {
        return e.getCause().toString();
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    private List<Object> arguments() {
      return Stream.of(command.getParameters()).map(this::argument).toList();
    }

    private Object argument(Parameter parameter) {
      return parameter.getName().equals("who") ? who : number;
    }

    @Override
    public String toString() {
      return command.getName() + arguments();
    }
  }

  /** What the two disagree on first, if they do. */
  @Nullable String play(List<Step> steps) {
    S right = model.get();
    S actual = real.get();
    for (var step : steps) {
      for (var asked : Stream.concat(Stream.of(step), looks.stream()).toList()) {
        var expected = asked.ask(right);
        var answer = asked.ask(actual);
        if (!expected.equals(answer)) {
          return steps + ": " + asked + " should be " + expected + ", and is " + answer;
        }
      }
    }
    return null;
  }

  /** From seeds. */
  void assertAgreed() {
    var found = falsify(Effort.times(SEEDS));
    if (found != null) {
      throw new AssertionError(play(found));
    }
  }

  /** As Jazzer likes: three bytes are a command. */
  void assertAgreed(byte[] data) {
    var steps = new ArrayList<Step>();
    for (int i = 0; i + 2 < data.length; i += 3) {
      steps.add(
          new Step(
              commands.get(Math.floorMod(data[i], commands.size())),
              Math.floorMod(data[i + 1], MANY),
              1 + Math.floorMod(data[i + 2], MOST)));
    }
    var found = play(steps);
    if (found != null) {
      throw new AssertionError(found);
    }
  }

  /** For Jazzer to begin with. */
  static Stream<byte[]> inputs() {
    return new Random(1)
        .ints(20)
        .mapToObj(
            seed -> {
              var bytes = new byte[3 * LENGTH];
              new Random(seed).nextBytes(bytes);
              return bytes;
            });
  }

  /** The shortest steps found on which the two disagree. */
  @Nullable List<Step> falsify(int seeds) {
    for (int seed = 0; seed < seeds; seed++) {
      var steps = random(new Random(seed));
      if (play(steps) != null) {
        return shrink(steps);
      }
    }
    return null;
  }

  private List<Step> random(Random random) {
    return Stream.generate(
            () -> new Step(command(random), random.nextInt(MANY), 1 + random.nextInt(MOST)))
        .limit(LENGTH)
        .toList();
  }

  /** Those after which not much can happen are drawn seldom. */
  private Method command(Random random) {
    var drawn = commands.get(random.nextInt(commands.size()));
    return ENDING.contains(drawn.getName()) && random.nextInt(8) > 0 ? command(random) : drawn;
  }

  /** Leaves out one step after the other, as long as they still disagree. */
  private List<Step> shrink(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      var fewer = new ArrayList<>(steps);
      fewer.remove(i);
      if (play(fewer) != null) {
        return shrink(fewer);
      }
    }
    return steps;
  }
}

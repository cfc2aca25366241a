package toro.verify.museum;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import toro.test.Contract;

/**
 * What {@link MuseumTest} has JUnit run: the contracts of three libraries. Those of the others have
 * no rules with threads, which hold or fail by chance; limits take threads, and leave nothing to
 * it.
 */
class Exhibition {
  static final String BY_CHANCE = "threads: ";

  private static final int ROUNDS = 3;
  private static final Set<String> NOT_FOR_IBM =
      Set.of("a request for more than there are"); // its semaphores have no bound

  @TestFactory
  Stream<DynamicContainer> own() {
    return Own.contracts().entrySet().stream().map(Exhibition::whole);
  }

  @TestFactory
  Stream<DynamicContainer> ibm() {
    return Ibm.contracts().entrySet().stream().map(one -> without(NOT_FOR_IBM, one));
  }

  @TestFactory
  Stream<DynamicContainer> tascalate() {
    return Tascalate.contracts().entrySet().stream()
        .map(one -> one.getKey().equals("Museum.limits") ? whole(one) : without(Set.of(), one));
  }

  private static DynamicContainer whole(Map.Entry<String, Contract> one) {
    return container(one.getKey(), one.getValue().rounds(ROUNDS).tests());
  }

  private static DynamicContainer without(Set<String> rules, Map.Entry<String, Contract> one) {
    return container(
        one.getKey(),
        one.getValue()
            .onOneThread()
            .tests()
            .filter(test -> !rules.contains(test.getDisplayName())));
  }

  private static DynamicContainer container(String name, Stream<? extends DynamicNode> tests) {
    return DynamicContainer.dynamicContainer(name, tests);
  }
}

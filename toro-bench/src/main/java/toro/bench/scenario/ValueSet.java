package toro.bench.scenario;

import kotlinx.coroutines.flow.MutableStateFlow;
import org.openjdk.jmh.annotations.Benchmark;
import toro.AsyncEvent;
import toro.AsyncValue;

/** A value is set that nobody waits for, and read. */
public class ValueSet extends Scenario {
  private final AsyncValue<Integer> toro = new AsyncValue<>(0);
  private final AsyncEvent event = new AsyncEvent();
  private final MutableStateFlow<Integer> kotlin = KotlinFlows.state();
  private int next;

  private Integer next() {
    return ++next & 63; // always another one, as Kotlin's ignores an equal one
  }

  @Benchmark
  public long toro() {
    Integer value = next();
    toro.set(value);
    return expect(value, toro.get());
  }

  /** The cheapest of ours that is set. */
  @Benchmark
  public long toroEvent() {
    event.set();
    event.clear();
    return next();
  }

  @Benchmark
  public long kotlin() {
    Integer value = next();
    kotlin.setValue(value);
    return expect(value, kotlin.getValue());
  }
}

package toro.bench.scenario;

import org.openjdk.jmh.annotations.Fork;

/** The same, where all virtual threads share one carrier. */
@Fork(jvmArgsAppend = "-Djdk.virtualThreadScheduler.parallelism=1")
public class LoopSwitchOneCarrier extends LoopSwitch {}

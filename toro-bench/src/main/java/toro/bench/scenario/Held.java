package toro.bench.scenario;

/** How often something was held: a plain field, so only right if one at a time did. */
final class Held {
  long times;
}

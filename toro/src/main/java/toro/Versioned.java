package toro;

/**
 * What an {@link AsyncValue} was at a moment.
 *
 * @param <T> the value's type
 * @param value the value
 * @param version which one it was: 1 is the first, and each one that is set has the next number
 */
public record Versioned<T>(T value, long version) {}

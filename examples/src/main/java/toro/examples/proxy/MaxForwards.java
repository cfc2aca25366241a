package toro.examples.proxy;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many more times a request may be passed on (RFC 9110, 7.6.2). */
record MaxForwards(BigInteger left) {
  /** What this request allows; empty if it does not say, or if its method does not ask for it. */
  static Optional<MaxForwards> of(Request request) {
    boolean isCounted = request.method().equals("OPTIONS") || request.method().equals("TRACE");
    @Nullable String field = isCounted ? request.fields().first("Max-Forwards") : null;
    return field != null && field.matches("[0-9]{1,100}")
        ? Optional.of(new MaxForwards(new BigInteger(field)))
        : Optional.empty();
  }

  boolean isNone() {
    return left.signum() == 0;
  }

  /** What the next one is told. */
  String lessOne() {
    return left.subtract(BigInteger.ONE).toString();
  }
}

package toro.examples.proxy;

import java.util.Optional;
import toro.examples.web.Fields;

/**
 * The head of a server's answer, as it is passed on.
 *
 * @param fields without those of one connection, and without the length of a body that follows
 * @param hasBody whether a body follows, be it an empty one
 * @param length of the body, if the server has announced it, or {@link Request#UNKNOWN}
 * @param terms who else may have it; empty: nobody
 */
record Answer(
    int status, String reason, Fields fields, boolean hasBody, long length, Optional<Terms> terms) {
  /** Whether the server did what it was asked for, or says where that is done. */
  boolean isNoError() {
    return status / 100 == 2 || status / 100 == 3;
  }
}

package toro.examples.proxy;

import java.net.ConnectException;
import java.net.UnknownHostException;
import toro.examples.web.BadMessage;

/** A request that gets an error instead of a page: the status, and what to tell the client. */
final class Refusal extends RuntimeException {
  static final int BAD_REQUEST = 400;
  static final int TIMED_OUT = 408;
  static final int HEAD_TOO_LARGE = 431;
  static final int NOT_IMPLEMENTED = 501;
  static final int BAD_GATEWAY = 502;
  static final int STOPPING = 503;
  static final int GATEWAY_TIMED_OUT = 504;
  static final int LOOP = 508;

  private static final long serialVersionUID = 1L;
  private final int status;

  /** Without a stack trace: one refusal may go to many clients, and none of them reads it. */
  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** What went wrong on the way to a server, for those who asked for its page. */
  static Refusal badGateway(Object target, Throwable failure) {
    var what = failure instanceof BadMessage ? "cannot read the answer of " : "cannot reach ";
    return new Refusal(BAD_GATEWAY, what + target + ": " + reason(failure));
  }

  private static String reason(Throwable failure) {
    if (failure instanceof UnknownHostException) {
      return "unknown host"; // its own message is the bare name
    }
    if (failure.getMessage() != null) {
      return failure.getMessage();
    }
    return failure instanceof ConnectException ? "no connection" : failure.toString();
  }

  int status() {
    return status;
  }
}

package toro;

import java.util.concurrent.RejectedExecutionException;

/** Why a request may not even wait: without a stack trace, as it comes when there is much to do. */
final class PermitRefusal extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  PermitRefusal(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** As the JDK's, which it stands for: no name from inside is shown. */
  @Override
  @SuppressWarnings("OverrideThrowableToString")
  public String toString() {
    return RejectedExecutionException.class.getName() + ": " + getMessage();
  }
}

package toro.examples.web;

import java.io.IOException;

/** An answer that cannot be read, or that can be read in two ways. */
public final class BadMessage extends IOException {
  private static final long serialVersionUID = 1L;

  public BadMessage(String message) {
    super(message);
  }

  public BadMessage(String message, Throwable cause) {
    super(message, cause);
  }
}

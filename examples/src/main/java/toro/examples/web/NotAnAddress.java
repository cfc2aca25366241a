package toro.examples.web;

/** Says in a few words why a text is no address of the web: "no host", "not a port", ... */
public final class NotAnAddress extends Exception {
  private static final long serialVersionUID = 1L;

  /** Without a stack trace: a page may have a million links that lead nowhere. */
  NotAnAddress(String reason) {
    super(reason, null, false, false);
  }

  /** The reason, as a part of a sentence. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}

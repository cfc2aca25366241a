package toro.verify.model;

/** Where somebody is who asked for something. */
public enum Standing {
  /** Has not asked, has left, or has given back. */
  OUT,
  WAITING,
  /** Has what was asked for. */
  IN,
  /** Was told that there will be nothing. */
  FAILED
}

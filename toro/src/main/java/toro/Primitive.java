package toro;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;

/** What all primitives have: a name, and the ways in which they show themselves. */
abstract class Primitive {
  private volatile String name = ""; // by setName

  final void setName(String name) {
    this.name = requireNonNull(name, "name");
  }

  /** What there is to see of it now, and who waits: {@code held, 2 waiting}. */
  abstract String state();

  /** For messages: {@code AsyncLock[db]}, or {@code AsyncLock@1a2b3c} without a name. */
  String brief() {
    return getClass().getSimpleName() + (name.isEmpty() ? identity() : "[" + name + "]");
  }

  /** Reports that a function of the user's failed where nobody else can be told. */
  final void warn(String what, Throwable failure) {
    System.getLogger("toro").log(Level.WARNING, brief() + ": " + what, failure);
  }

  /** For reports that look the same in every run: {@code AsyncLock[db, held, 2 waiting]}. */
  String describe() {
    return describe(state());
  }

  final String describe(String state) {
    String named = name.isEmpty() ? "" : name + ", ";
    return getClass().getSimpleName() + "[" + named + state + "]";
  }

  /** With the identity by which thread dumps call it: {@code AsyncLock[db, held]@1a2b3c}. */
  @Override
  public final String toString() {
    return describe() + identity();
  }

  private String identity() {
    return "@" + Integer.toHexString(System.identityHashCode(this));
  }
}

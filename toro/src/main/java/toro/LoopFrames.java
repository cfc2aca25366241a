package toro;

import java.util.List;

/** Tells the user's lines in a stack from those of the JDK and of this library. */
final class LoopFrames {
  private static final String PACKAGE = LoopFrames.class.getPackageName() + ".";

  private LoopFrames() {}

  /** The topmost line that is the user's; without one, the topmost of all. */
  static StackTraceElement users(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (!isOurs(frame)) {
        return frame;
      }
    }
    return stack.getFirst();
  }

  /** Whether a line is the JDK's or this library's. */
  static boolean isOurs(StackTraceElement frame) {
    return isJdk(frame) || isToro(frame.getClassName());
  }

  /**
   * Whether the stack of a loop's holder shows it at work: one that is inside the baton's own code,
   * or nowhere yet, is about to hand the loop on, or waits for a processor.
   */
  static boolean isAtWork(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (!isJdk(frame)) {
        return !frame.getClassName().equals(LoopBaton.class.getName());
      }
    }
    return false;
  }

  static boolean isJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  /** Of this package, and not only named so: it has been loaded from where this class has. */
  private static boolean isToro(String type) {
    if (!type.startsWith(PACKAGE) || type.indexOf('.', PACKAGE.length()) >= 0) {
      return false;
    }
    try {
      Class<?> found = Class.forName(type, false, LoopFrames.class.getClassLoader());
      return found.getProtectionDomain() == LoopFrames.class.getProtectionDomain();
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}

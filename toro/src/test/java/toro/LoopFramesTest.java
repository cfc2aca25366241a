package toro;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose lines those of a stack are. */
class LoopFramesTest {
  private static final StackTraceElement JDK = line("java.base", "java.lang.Thread");
  private static final StackTraceElement TOOL = line("jdk.compiler", "com.sun.tools.javac.Main");
  private static final StackTraceElement OURS = line(null, AsyncLock.class.getName());
  private static final StackTraceElement BATON = line(null, LoopBaton.class.getName());
  private static final StackTraceElement USERS = line("app", "org.app.Main");

  private static StackTraceElement line(String module, String type) {
    return new StackTraceElement(null, module, null, type, "method", type + ".java", 1);
  }

  @Test
  void line_ofTheJdkOrOfThisLibrary_isOurs() {
    assertTrue(LoopFrames.isOurs(JDK));
    assertTrue(LoopFrames.isOurs(TOOL));
    assertTrue(LoopFrames.isOurs(OURS));
  }

  @Test
  void line_ofAnybodyElse_isTheUsers() {
    assertFalse(LoopFrames.isOurs(USERS));
    assertFalse(LoopFrames.isOurs(line(null, "org.app.Main")));
    assertFalse(LoopFrames.isOurs(line(null, "toro.NotInThisLibrary")));
    assertFalse(LoopFrames.isOurs(line(null, "toro.test.Contract")));
    assertFalse(LoopFrames.isOurs(line(null, LoopFramesTest.class.getName())));
    assertFalse(LoopFrames.isOurs(line("javax.app", "org.app.Main")));
  }

  @Test
  void users_severalLines_isTheTopmostOfTheUsers() {
    var below = line("app", "org.app.Below");
    assertSame(USERS, LoopFrames.users(List.of(JDK, OURS, USERS, below)));
    assertSame(OURS, LoopFrames.users(List.of(OURS, JDK)));
  }

  @Test
  void isAtWork_insideTheBatonOrNowhere_isFalse() {
    assertFalse(LoopFrames.isAtWork(List.of(JDK, BATON, USERS)));
    assertFalse(LoopFrames.isAtWork(List.of(JDK, TOOL)));
    assertFalse(LoopFrames.isAtWork(List.of()));
    assertTrue(LoopFrames.isAtWork(List.of(JDK, USERS, BATON)));
    assertTrue(LoopFrames.isAtWork(List.of(OURS, BATON)));
  }
}

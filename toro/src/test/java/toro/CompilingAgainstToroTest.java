package toro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a compiler says to a user of this library. */
class CompilingAgainstToroTest {
  private static final String FIRE_AND_FORGET =
      """
      import java.util.concurrent.CompletableFuture;
      import toro.*;

      class User {
        void use(AsyncLock lock, AsyncQueue<String> queue, TaskGroup group) throws Exception {
          lock.with(() -> CompletableFuture.completedFuture(1));
          queue.put("item");
          queue.forEach(item -> lock.acquire().thenAccept(Permit::close));
          group.spawn(() -> lock.tryAcquire());
        }
      }
      """;

  private static final String HELD =
      """
      class User {
        void use(toro.AsyncLock lock) throws Exception {
          try (var %s = lock.acquire().await()) {
            System.out.println("inside");
          }
        }
      }
      """;

  @TempDir Path out;

  @Test
  void withoutErrorPronesAnnotations_thereIsNoWarning() {
    assertEquals("", compile(FIRE_AND_FORGET, "-Xlint:all"));
  }

  @Test
  void permitThatIsNotReferenced_drawsTheWarningThatTheReadmeSpeaksOf() {
    assertTrue(compile(HELD.formatted("held"), "-Xlint:all").contains("[try]"));
    assertEquals("", compile(HELD.formatted("held"), "-Xlint:all,-try"));
  }

  /** Compiles with the library alone: no annotations, not even JSpecify's. */
  private String compile(String source, String... options) {
    var library = Wait.class.getProtectionDomain().getCodeSource().getLocation();
    var all = new ArrayList<>(List.of("-d", out.toString(), "-proc:none", "-Werror"));
    all.addAll(List.of("-cp", Path.of(URI.create(library.toString())).toString()));
    all.addAll(List.of(options));
    var said = new StringWriter();
    var file =
        new SimpleJavaFileObject(URI.create("string:///User.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    ToolProvider.getSystemJavaCompiler().getTask(said, null, null, all, null, List.of(file)).call();
    return said.toString();
  }

  /** Error Prone reads these: what may be ignored, and what never. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CanIgnoreReturnValue (with|withRead|withWrite|put|forEach|spawn)",
        "CheckReturnValue ((?:tryA|a)cquire(?:Read|Write)?|(?:tryE|e)nter|downgrade)"
      })
  void methodsWhoseResultMattersOrNot_areAnnotated(String rule) throws IOException {
    String[] parts = rule.split(" ");
    var method =
        Pattern.compile(
            "(?m)((?:^  @.*\\n)*)^  (?!void )(?:public )?[\\w<@][^=;*\\n]* " + parts[1] + "\\(");
    var without = new ArrayList<String>();
    int found = 0;
    try (Stream<Path> files = Files.list(Path.of("src", "main", "java", "toro"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        var text = Files.readString(file, UTF_8);
        var match = method.matcher(text);
        boolean isAnnotatedAsAWhole = text.contains("\n@CheckReturnValue\npublic ");
        while (text.contains("\npublic ") && !isAnnotatedAsAWhole && match.find()) {
          found++;
          if (!match.group(1).contains("@" + parts[0])) {
            without.add(file.getFileName() + ": " + match.group(2));
          }
        }
      }
    }
    assertEquals(List.of(), without);
    assertTrue(found > 5, "found only " + found);
  }
}

package toro;

import static javax.lang.model.element.Modifier.PUBLIC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Everything that a user can call on a wait says what it does, inherited or not. */
class WaitJavadocTest {
  private static final Path MAIN = Path.of("src", "main", "java", "toro");

  @Test
  void everyPublicMethodOfAWait_hasJavadoc() throws Throwable {
    List<String> without = new ArrayList<>();
    Set<String> found = new TreeSet<>();
    for (Path source : sources()) {
      readMethods(source, found, without);
    }
    assertEquals(publicMethods(), found, "the methods in the sources");
    assertEquals(List.of(), without);
  }

  /** The source of the class, and of those that it gets methods from. */
  private static List<Path> sources() {
    List<Path> sources = new ArrayList<>();
    for (Class<?> each = Wait.class; each != Object.class; each = each.getSuperclass()) {
      sources.add(MAIN.resolve(each.getSimpleName() + ".java"));
      for (Class<?> one : each.getInterfaces()) {
        Path source = MAIN.resolve(one.getSimpleName() + ".java");
        if (Files.exists(source)) {
          sources.add(source);
        }
      }
    }
    return sources;
  }

  private static void readMethods(Path source, Set<String> found, List<String> without)
      throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
      for (CompilationUnitTree unit : task.parse()) {
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void none) {
            boolean isOuter = getCurrentPath().getParentPath().getParentPath().getLeaf() == unit;
            String name = method.getName() + "/" + method.getParameters().size();
            if (isOuter && method.getModifiers().getFlags().contains(PUBLIC)) {
              found.add(name);
              if (DocTrees.instance(task).getDocComment(getCurrentPath()) == null) {
                without.add(name);
              }
            }
            return null;
          }
        }.scan(unit, null);
      }
    }
  }

  /** By name and number of parameters, which is enough to see that none was overlooked. */
  private static Set<String> publicMethods() {
    return Arrays.stream(Wait.class.getMethods())
        .filter(method -> method.getDeclaringClass().getPackageName().equals("toro"))
        .map((Method method) -> method.getName() + "/" + method.getParameterCount())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

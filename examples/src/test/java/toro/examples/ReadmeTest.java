package toro.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows and links to is there, as it shows it. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK =
      Pattern.compile("(?s)(?:<!-- (\\S+?\\.java)(?:#(\\S+))? -->\\n)?```java\\n(.*?)```");
  private static final Pattern OUTPUT =
      Pattern.compile("(?s)<!-- output of ProducerConsumer -->\\n```text\\n(.*?)```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");

  @Test
  void javaBlocks_always_areRegionsOfCompiledFiles() throws IOException {
    var blocks = BLOCK.matcher(readme()).results().toList();
    assertTrue(blocks.size() >= 6, () -> "only " + blocks.size() + " blocks");
    for (var block : blocks) {
      var file = block.group(1);
      assertTrue(file != null, () -> "no file is named above the block\n" + block.group(3));
      assertEquals(region(file, block.group(2)), block.group(3).lines().toList(), file);
    }
  }

  @Test
  void outputOfTheProgram_inAnyInterleaving_isAsShown() throws Exception {
    var shown = OUTPUT.matcher(readme());
    assertTrue(shown.find());
    assertEquals(
        Program.linesOf(ProducerConsumer.class).stream().sorted().toList(),
        shown.group(1).lines().sorted().toList());
  }

  @Test
  void links_toFiles_lead() throws IOException {
    var links = LINK.matcher(readme()).results().map(link -> link.group(1)).toList();
    assertFalse(links.isEmpty());
    assertEquals(
        List.of(),
        links.stream()
            .filter(link -> !link.startsWith("https://") && !Files.exists(ROOT.resolve(link)))
            .toList());
  }

  /** The lines of a region, or of a whole file, without the marks and the common indentation. */
  private static List<String> region(String file, String name) throws IOException {
    var source = Files.readString(ROOT.resolve(file));
    if (name != null) {
      var start = source.indexOf("// @start region=" + name + "\n");
      var end = source.indexOf("// @end region=" + name + "\n");
      assertTrue(0 <= start && start < end, () -> "no region " + name + " in " + file);
      source = source.substring(source.indexOf('\n', start) + 1, source.lastIndexOf('\n', end) + 1);
    }
    return source
        .stripTrailing()
        .stripIndent()
        .lines()
        .filter(line -> !line.contains("// @"))
        .toList();
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}

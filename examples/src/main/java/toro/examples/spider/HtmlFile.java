package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file that gets a whole page, or is left as it was. */
final class HtmlFile {
  private final Path named;

  HtmlFile(Path named) {
    this.named = named;
  }

  /** Why it cannot be written; null if it can. */
  @Nullable String trouble() {
    if (Files.exists(named)) {
      if (!Files.isRegularFile(named)) {
        return named + " is no file";
      }
      if (!Files.isWritable(named)) {
        return named + " is write-protected";
      }
    }
    try {
      Files.delete(newSibling(target()));
      return null;
    } catch (IOException e) {
      return "cannot write " + named + ": " + reason(e);
    }
  }

  /** Writes the page next to it, and puts it into place when it is whole. */
  void write(HtmlReport report) throws IOException {
    try {
      var target = target();
      var whole = newSibling(target);
      try {
        write(report, whole);
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new IOException("cannot write " + named + ": " + reason(e), e);
    }
  }

  private static void write(HtmlReport report, Path whole) throws IOException {
    // Not of java.nio.file: an interrupt, which is what a Ctrl-C is here, would close that.
    try (var out = new FileOutputStream(whole.toFile());
        var writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8))) {
      report.write(writer);
    }
  }

  /** The file itself where a link leads to it: the link stays. */
  private Path target() throws IOException {
    return Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
  }

  private static Path newSibling(Path file) throws IOException {
    return Files.createFile(
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp"));
  }

  private static @Nullable String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> "there is no such folder";
      case AccessDeniedException e -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> failure.getMessage();
    };
  }
}

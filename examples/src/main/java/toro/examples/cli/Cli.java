package toro.examples.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Runs a program from its command line. Bad arguments end it with status 2, a failure with 1. */
public final class Cli {
  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,9})([a-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "", 1_000L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);

  private Cli() {}

  /** A number of bytes. */
  public record Size(long bytes) {}

  /**
   * Runs a picocli command.
   *
   * @param program an object with picocli's annotations
   * @param args the command line
   * @return the status with which the program is to end
   */
  public static int run(Object program, String... args) {
    return commandLine(program).execute(args);
  }

  /** Refuses a command line, with this message, unless the condition holds. */
  public static void check(CommandSpec program, boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(program.commandLine(), message);
    }
  }

  /** The command line of a program, as {@link #run} runs it. */
  static CommandLine commandLine(Object program) {
    return new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Cli::duration)
        .registerConverter(Size.class, Cli::size)
        .setParameterExceptionHandler(
            (failure, line) -> {
              var command = failure.getCommandLine().getCommandName();
              var err = failure.getCommandLine().getErr();
              err.println(command + ": " + failure.getMessage());
              err.println("Try '" + command + " --help'.");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, line, result) -> {
              line.getErr().println(line.getCommandName() + ": " + failure.getMessage());
              return line.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  private static Duration duration(String text) {
    return Duration.ofMillis(quantity(text, MILLIS, "is not a time, such as 500ms, 30s, 5m or 1h"));
  }

  private static Size size(String text) {
    return new Size(quantity(text, BYTES, "is not a size, such as 4096, 512k, 64m or 1g"));
  }

  private static long quantity(String text, Map<String, Long> units, String otherwise) {
    var parts = QUANTITY.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches() || !units.containsKey(parts.group(2))) {
      throw new TypeConversionException("'" + text + "' " + otherwise);
    }
    return Long.parseLong(parts.group(1)) * units.get(parts.group(2));
  }
}

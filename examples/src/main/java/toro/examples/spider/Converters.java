package toro.examples.spider;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How times and sizes are written on the command line. */
final class Converters {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([KMG]?)(?:i?B)?");

  private Converters() {}

  /** A web address. */
  static final class Web implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        return Address.typed(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** "500ms", "10s", "2m"; a bare number counts seconds. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var parts = TIME.matcher(text.toLowerCase(Locale.ROOT));
      if (!parts.matches()) {
        throw new TypeConversionException("'" + text + "' is not a time such as 500ms, 10s or 2m");
      }
      long number = Long.parseLong(parts.group(1));
      return switch (parts.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofSeconds(number);
      };
    }
  }

  /** "512K", "8M", "1G"; a bare number counts bytes. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      var parts = SIZE.matcher(text);
      if (!parts.matches()) {
        throw new TypeConversionException("'" + text + "' is not a size such as 512K, 8M or 1G");
      }
      int shift =
          switch (parts.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
          };
      return Long.parseLong(parts.group(1)) << shift;
    }
  }
}

package toro.bench;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/** A picture that is being drawn, as text: so that no machine needs a screen or fonts for it. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  Svg(int width, int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">",
        width, height);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
  }

  @FormatMethod
  void add(String format, Object... values) {
    text.append(format(format, values)).append('\n');
  }

  @FormatMethod
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  String finish() {
    add("</svg>");
    return text.toString();
  }
}

package toro.examples.spider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the character encoding that a page says it is in, before it can be read, by the steps of
 * the HTML standard ("prescan a byte stream").
 */
final class MetaCharset {
  /** Where the standard wants it to be. */
  static final int FIRST_BYTES = 1024;

  private static final String SPACES = " \t\n\f\r";
  private static final Set<String> READ = Set.of("charset", "content", "http-equiv");

  private final String text;
  private int at;

  private MetaCharset(String text) {
    this.text = text;
  }

  /** The name of the encoding; null if it is not said in the first so many bytes. */
  static @Nullable String find(byte[] page, int length) {
    return new MetaCharset(new String(page, 0, Math.min(length, page.length), ISO_8859_1)).find();
  }

  private @Nullable String find() {
    while ((at = text.indexOf('<', at)) >= 0) {
      if (text.startsWith("<!--", at)) {
        int end = text.indexOf("-->", at + 2);
        at = end < 0 ? text.length() : end + 3;
      } else if (isMeta()) {
        at += "<meta".length();
        var name = ofMeta(attributes());
        boolean isCut = at == text.length();
        if (name != null && !isCut) {
          return name;
        }
      } else if (isLetter(at + 1) || charAt(at + 1) == '/' && isLetter(at + 2)) {
        skipTo(SPACES + ">");
        attributes();
      } else if ("!/?".indexOf(charAt(at + 1)) >= 0) {
        skipTo(">");
      } else {
        at++;
      }
    }
    return null;
  }

  private static @Nullable String ofMeta(Map<String, String> attributes) {
    var label = attributes.get("charset");
    if (label == null) {
      boolean isOfType = "content-type".equals(attributes.get("http-equiv"));
      label = isOfType ? ofContent(attributes.getOrDefault("content", "")) : null;
    }
    var name = label == null ? null : EncodingNames.ofLabel(label);
    return name != null && name.startsWith("UTF-16") ? "UTF-8" : name; // it has been read as ASCII
  }

  /** What stands behind "charset=" in a value like that of a {@code Content-Type} field. */
  private static @Nullable String ofContent(String content) {
    var value = new MetaCharset(content);
    while (true) {
      int found = content.indexOf("charset", value.at);
      if (found < 0) {
        return null;
      }
      value.at = found + "charset".length();
      value.skip(SPACES);
      if (value.charAt(value.at) == '=') {
        value.at++;
        value.skip(SPACES);
        return value.label();
      }
    }
  }

  private @Nullable String label() {
    char quote = charAt(at);
    if (quote == '"' || quote == '\'') {
      int end = text.indexOf(quote, at + 1);
      return end < 0 ? null : text.substring(at + 1, end);
    }
    int start = at;
    skipTo(SPACES + ";");
    return text.substring(start, at);
  }

  /** Reads the attributes of a tag, in small letters; the first of a name counts. */
  private Map<String, String> attributes() {
    var attributes = new HashMap<String, String>();
    while (true) {
      skip(SPACES + "/");
      if (at == text.length() || charAt(at) == '>') {
        return attributes;
      }
      int start = at;
      at++; // a name may begin with "="
      skipTo(SPACES + "/>=");
      var name = text.substring(start, at);
      skip(SPACES);
      var value = "";
      if (charAt(at) == '=') {
        at++;
        skip(SPACES);
        value = value();
      }
      if (READ.contains(lower(name))) {
        attributes.putIfAbsent(lower(name), lower(value));
      }
    }
  }

  private String value() {
    char quote = charAt(at);
    int start = at;
    if (quote == '"' || quote == '\'') {
      int end = text.indexOf(quote, at + 1);
      at = end < 0 ? text.length() : end + 1;
      return end < 0 ? "" : text.substring(start + 1, end);
    }
    skipTo(SPACES + ">");
    return text.substring(start, at);
  }

  private boolean isMeta() {
    return text.regionMatches(true, at, "<meta", 0, 5)
        && (SPACES + "/").indexOf(charAt(at + 5)) >= 0;
  }

  private boolean isLetter(int index) {
    char c = (char) (charAt(index) | 0x20);
    return c >= 'a' && c <= 'z';
  }

  /** The character there; one that no tag has behind the end. */
  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private void skip(String some) {
    while (at < text.length() && some.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void skipTo(String some) {
    while (at < text.length() && some.indexOf(text.charAt(at)) < 0) {
      at++;
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}

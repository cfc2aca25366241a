package toro.examples.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hc.core5.http.message.BasicHeaderValueParser;
import org.apache.hc.core5.http.message.ParserCursor;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message, in their order. One char of a value is one byte: fields may hold
 * any, and they are passed on as they are.
 */
public record Fields(List<Field> all) {
  /** One header field. */
  public record Field(String name, String value) {}

  /** What concerns one connection only, and is never passed on. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  public Fields {
    all = List.copyOf(all);
  }

  /** Whether this can be the name of a field, or a method (RFC 9110, 5.6.2). */
  public static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Fields::isOfToken);
  }

  private static boolean isOfToken(int c) {
    return (c < 128 && Character.isLetterOrDigit(c)) || TOKEN_MARKS.indexOf(c) >= 0;
  }

  /** The first value under this name. */
  public @Nullable String first(String name) {
    return all.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst()
        .orElse(null);
  }

  /** All values under this name, in their order. */
  public List<String> values(String name) {
    return all.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  public boolean has(String name) {
    return first(name) != null;
  }

  /** The different values under this name. */
  public Set<String> distinct(String name) {
    return new LinkedHashSet<>(values(name));
  }

  /** The elements of a list field, in lower case: "no-cache, max-age=5" has two. */
  public Map<String, String> elements(String name) {
    var elements = new HashMap<String, String>();
    for (var value : distinct(name)) {
      var cursor = new ParserCursor(0, value.length());
      for (var element : BasicHeaderValueParser.INSTANCE.parseElements(value, cursor)) {
        var argument = element.getValue() == null ? "" : element.getValue();
        elements.merge(element.getName().toLowerCase(Locale.ROOT), argument, Fields::stricter);
      }
    }
    return elements;
  }

  /** Of one directive that came with two arguments, the smaller number. */
  private static String stricter(String one, String other) {
    return one.length() != other.length()
        ? one.length() < other.length() ? one : other
        : one.compareTo(other) <= 0 ? one : other;
  }

  /** Without what concerns the connection on which they came, and without what it names. */
  public Fields endToEnd() {
    var named = elements("Connection").keySet();
    return where(
        field -> {
          var name = field.name.toLowerCase(Locale.ROOT);
          return !HOP_BY_HOP.contains(name) && !named.contains(name);
        });
  }

  public Fields without(String name) {
    return where(field -> !field.name.equalsIgnoreCase(name));
  }

  public Fields with(String name, String value) {
    var more = new ArrayList<>(all);
    more.add(new Field(name, value));
    return new Fields(more);
  }

  private Fields where(Predicate<Field> wanted) {
    return new Fields(all.stream().filter(wanted).toList());
  }
}

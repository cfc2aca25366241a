package toro.examples.proxy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import toro.examples.web.Fields;

/**
 * For whom an answer is: what those who get it must have sent in the fields that its {@code Vary}
 * names (RFC 9111, 4.1). A field that was not sent and one that was sent empty differ.
 */
record Selection(Collection<String> names, Map<String, String> values) {
  /** Of these it is known that blanks at commas, and the number of lines, mean nothing. */
  private static final List<String> LISTS =
      List.of("accept", "accept-charset", "accept-encoding", "accept-language", "cache-control");

  /**
   * What this request has sent.
   *
   * @param names of fields, in lower case
   */
  static Selection of(Collection<String> names, Fields request) {
    var values = new HashMap<String, String>();
    for (var name : names) {
      if (request.has(name)) {
        values.put(name, value(name, request.values(name)));
      }
    }
    return new Selection(names, values);
  }

  private static String value(String name, List<String> lines) {
    return LISTS.contains(name)
        ? String.join(", ", FieldLists.split(String.join(",", lines)))
        : String.join(", ", lines);
  }

  /** Whether an answer for the one request is also one for the other. */
  boolean matches(Fields request) {
    return of(names, request).values.equals(values);
  }

  /** The fields that select this answer; what is encoded is only for those who can decode it. */
  static Collection<String> names(Fields answer) {
    var names = new TreeSet<String>();
    for (var line : answer.values("Vary")) {
      FieldLists.split(line).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }
    if (answer.has("Content-Encoding")) {
      names.add("accept-encoding");
    }
    return names;
  }
}

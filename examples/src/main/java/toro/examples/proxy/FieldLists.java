package toro.examples.proxy;

import java.util.ArrayList;
import java.util.List;

/** Field values that are lists. */
final class FieldLists {
  private FieldLists() {}

  /** The elements of a list: what is between its commas, without those in quotes. */
  static List<String> split(String list) {
    var elements = new ArrayList<String>();
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == '\\' && isQuoted) {
        i++; // the next one is quoted by it
      } else if (c == ',' && !isQuoted) {
        add(elements, list.substring(start, i));
        start = i + 1;
      }
    }
    add(elements, list.substring(start));
    return elements;
  }

  private static void add(List<String> elements, String element) {
    var text = element.strip();
    if (!text.isEmpty()) {
      elements.add(text);
    }
  }
}

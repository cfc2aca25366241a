package toro.examples.proxy;

import toro.examples.web.Fields;

/** A whole page, to be given to any number of clients. */
final class Page {
  private final Fields fields;
  private final byte[] body; // never changed
  private final Terms terms;

  /**
   * @param fields without its length and its age
   * @param body not to be changed any more
   */
  Page(Fields fields, byte[] body, Terms terms) {
    this.fields = fields;
    this.body = body;
    this.terms = terms;
  }

  Fields fields() {
    return fields;
  }

  /** Not to be changed. */
  byte[] body() {
    return body;
  }

  Terms terms() {
    return terms;
  }

  /** What it takes in memory, about. */
  long size() {
    long fieldsSize = 0;
    for (var field : fields.all()) {
      fieldsSize += 100 + field.name().length() + field.value().length();
    }
    return 500 + fieldsSize + body.length;
  }
}

package toro.examples.web;

/** Paths and queries so that a robots.txt rule and an address that it means are written alike. */
final class RobotsText {
  private static final String KEPT = "-._~!&()+,;=:@/?*";

  private RobotsText() {}

  /** Its {@code *}, and a {@code $} at its end, stay what they are. */
  static String rule(String pathAndQuery) {
    int last = pathAndQuery.length() - 1;
    var result = new StringBuilder(pathAndQuery.length());
    for (int i = 0; i <= last; ) {
      char c = pathAndQuery.charAt(i);
      int octet = PercentEncoding.octet(pathAndQuery, i);
      if (octet >= 0) {
        if (isUnreserved(octet)) {
          result.append((char) octet);
        } else {
          PercentEncoding.appendOctet(result, octet);
        }
        i += 3;
      } else if (isLetterOrDigit(c) || KEPT.indexOf(c) >= 0 || c == '$' && i == last) {
        result.append(c);
        i++;
      } else {
        i += PercentEncoding.ALL.append(result, pathAndQuery, i);
      }
    }
    return result.toString();
  }

  /** Its {@code *} and {@code $} are characters like others. */
  static String target(String pathAndQuery) {
    var result = rule(pathAndQuery).replace("*", "%2A");
    return result.endsWith("$") ? result.substring(0, result.length() - 1) + "%24" : result;
  }

  private static boolean isUnreserved(int c) {
    return isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
  }

  private static boolean isLetterOrDigit(int c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }
}

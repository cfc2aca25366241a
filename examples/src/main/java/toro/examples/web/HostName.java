package toro.examples.web;

import java.util.BitSet;
import java.util.Locale;

/** The host of an address: a domain in ASCII, or an IP address. */
final class HostName {
  private static final BitSet FORBIDDEN = new BitSet();

  static {
    FORBIDDEN.set(0, 0x21);
    FORBIDDEN.set(0x7F);
    "#/:<>?@[\\]^|%".chars().forEach(FORBIDDEN::set);
  }

  private HostName() {}

  /** The host that a text between slashes means, as it is written. */
  static String written(String text) throws NotAnAddress {
    if (text.startsWith("[")) {
      if (!text.endsWith("]")) {
        throw new NotAnAddress("not an IPv6 address");
      }
      return Ipv6.written(text.substring(1, text.length() - 1));
    }
    var domain = domain(PercentEncoding.decoded(text));
    return Ipv4.isMeant(domain) ? Ipv4.written(domain) : domain;
  }

  /** ASCII is taken as it is, with Punycode that says nothing too: so does the standard. */
  private static String domain(String text) throws NotAnAddress {
    var domain = isAscii(text) ? text.toLowerCase(Locale.ROOT) : Idna.ascii(text);
    if (domain == null || domain.isEmpty() || hasForbidden(domain)) {
      throw new NotAnAddress("not a host");
    }
    return domain;
  }

  private static boolean hasForbidden(String domain) {
    return domain.chars().anyMatch(c -> c >= 0x80 || FORBIDDEN.get(c));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}

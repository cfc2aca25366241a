package toro.examples.web;

/** IPv4 addresses in all the ways in which the URL standard reads them: {@code 0x7f.1} too. */
final class Ipv4 {
  private static final long TOO_MUCH = 1L << 32;

  private Ipv4() {}

  /** Whether a domain ends in a number, and so must be an address of this kind. */
  static boolean isMeant(String domain) {
    int end = domain.endsWith(".") ? domain.length() - 1 : domain.length();
    int start = domain.lastIndexOf('.', end - 1) + 1;
    if (start >= end || domain.charAt(start) < '0' || domain.charAt(start) > '9') {
      return false;
    }
    boolean isDecimal = true;
    for (int i = start; i < end && isDecimal; i++) {
      isDecimal = domain.charAt(i) >= '0' && domain.charAt(i) <= '9';
    }
    return isDecimal || number(domain, start, end) >= 0;
  }

  /** The address with its four numbers. */
  static String written(String domain) throws NotAnAddress {
    int end = domain.endsWith(".") ? domain.length() - 1 : domain.length();
    long address = 0;
    int start = 0;
    for (int part = 0; part < 4; part++) {
      int dot = domain.indexOf('.', start);
      boolean isLast = dot < 0 || dot >= end;
      long number = number(domain, start, isLast ? end : dot);
      if (number < 0 || number >= (isLast ? TOO_MUCH >> 8 * part : 256)) {
        break;
      }
      if (isLast) {
        return dotted(address + number);
      }
      address += number << 8 * (3 - part);
      start = dot + 1;
    }
    throw new NotAnAddress("not an IPv4 address");
  }

  private static String dotted(long address) {
    return (address >> 24)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  /** A decimal, octal or hexadecimal number, at most {@link #TOO_MUCH}; -1 if it is none. */
  private static long number(String text, int start, int end) {
    int first = start;
    int radix = 10;
    if (end - start >= 2 && text.charAt(start) == '0') {
      boolean isHex = (text.charAt(start + 1) | 0x20) == 'x';
      radix = isHex ? 16 : 8;
      first += isHex ? 2 : 1;
    } else if (start >= end) {
      return -1;
    }
    long number = 0;
    for (int i = first; i < end; i++) {
      int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = Math.min(TOO_MUCH, number * radix + digit);
    }
    return number;
  }
}

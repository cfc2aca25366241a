package toro.examples.web;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Domain names beyond ASCII, as UTS #46 converts them when it is as lenient as browsers are. */
final class Idna {
  // No name system has longer names (DNS: 253 bytes), and Punycode takes quadratic time.
  private static final int LONGEST = 512;

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ
              | IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.NONTRANSITIONAL_TO_UNICODE);
  private static final Set<IDNA.Error> HARMLESS =
      EnumSet.of(
          IDNA.Error.EMPTY_LABEL,
          IDNA.Error.LABEL_TOO_LONG,
          IDNA.Error.DOMAIN_NAME_TOO_LONG,
          IDNA.Error.LEADING_HYPHEN,
          IDNA.Error.TRAILING_HYPHEN,
          IDNA.Error.HYPHEN_3_4);

  private Idna() {}

  /** The domain in ASCII; null if it is no domain. */
  static @Nullable String ascii(String domain) {
    if (domain.length() > LONGEST) {
      return null;
    }
    try {
      var info = new IDNA.Info();
      var result = UTS46.nameToASCII(domain, new StringBuilder(), info).toString();
      return HARMLESS.containsAll(info.getErrors()) ? result : null;
    } catch (ICUInputTooLongException e) {
      return null; // a character can become eighteen
    }
  }
}

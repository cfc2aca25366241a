package toro.examples.spider;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Url;

/**
 * What was read in a page.
 *
 * @param addresses where its links lead
 * @param wrong references that are no addresses
 * @param trouble why it was not read, or not to its end; null if it was
 */
record Reading(List<Url> addresses, List<String> wrong, @Nullable String trouble) {
  /** Decodes a page and finds its links, which takes time. */
  static Reading of(Answer answer, Url address, Options options) {
    try {
      var decoded = ContentCoding.decode(answer.body(), answer.codings(), options.maxSize());
      var links = Links.of(decoded.content(), answer.charset(), address, options.timeout());
      var trouble =
          links.trouble() != null
              ? links.trouble()
              : decoded.isCut()
                  ? "longer than --max-size, read in part"
                  : links.moreWrong() > 0
                      ? links.moreWrong() + " more references that are no addresses"
                      : null;
      var wrong = links.wrong().stream().map(Words::plain).toList();
      return new Reading(links.addresses(), wrong, trouble);
    } catch (IOException e) {
      return new Reading(List.of(), List.of(), "cannot be read: " + e.getMessage());
    }
  }
}

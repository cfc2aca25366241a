package toro.examples.spider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import toro.examples.web.HttpDate;
import toro.examples.web.NotAnAddress;
import toro.examples.web.Url;

/**
 * What servers say, made up: nothing of it ends in an exception or not at all, and what is planted
 * in it is found. {@code -Dtoro.fuzz.rounds=N} tries N rounds, {@code -Dtoro.fuzz.seed=N} others.
 */
@Timeout(value = 60, unit = MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParsersFuzzTest {
  private static final int ROUNDS = Integer.getInteger("toro.fuzz.rounds", 2_000);
  private static final long FIRST_SEED = Long.getLong("toro.fuzz.seed", 1L);
  private static final Url PAGE = Url.typed("http://h/docs/page?q");
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String[] HTML =
      ("<a |<a href=|<a>|</a>|<b>|</b>|<i>|</i>|<p>|</p>|<div>|</div>|<table>|</table>|<tr>|<td>|"
           + "<caption>|<col>|<form>|<select>|<option>|<button>|<li>|<dd>|<h1>|<nobr>|<svg>|"
           + "</svg>|<math>|<mi>|<foreignObject>|<desc>|<title>|</title>|<style>|</style>|<script>|</script>|<script"
           + " |<textarea>|</textarea>|<xmp>|<iframe>|<iframe"
           + " srcdoc=|<noscript>|</noscript>|<head>|<body>|<html>|<base href=|<base href=/x>|<img"
           + " |<br/>|<img srcset=|<meta |<meta http-equiv=refresh content=|<meta"
           + " charset=utf-8>|<link |<input type=image src=|<!--|-->|--!>|<!|<!doctype"
           + " html>|<?|</|<|>|/>|<![CDATA[|]]>|"
           + " href=|href='|srcset=\"|x=|http://|https://|//|javascript:|data:|0;url=")
          .split("\\|");

  /** Ends whatever has been begun: a string, a tag, a comment, an element with text inside. */
  private static final String ENDS =
      "'\">-->]]></script></style></title></textarea></xmp></iframe></noscript></select></button>"
              .repeat(2)
          + "<p>";

  private static final String HIDDEN = "<a href=http://hidden/></a>";

  private interface Round {
    void run(Random random) throws Exception;
  }

  private static void rounds(int share, Round round) {
    for (int i = 0; i < Math.max(1, ROUNDS * share); i++) {
      long seed = FIRST_SEED + i;
      try {
        round.run(new Random(seed));
      } catch (Exception | AssertionError | StackOverflowError e) {
        throw new AssertionError("with -Dtoro.fuzz.rounds=1 -Dtoro.fuzz.seed=" + seed, e);
      }
    }
  }

  private static void checkWritten(Url address) throws NotAnAddress {
    assertEquals(address, Url.parse(address.toString()));
  }

  @Test
  void links_ofOddPages_areFoundWhereTheyArePlanted() {
    rounds(
        1,
        random -> {
          var odd = new FuzzedText(random, HTML);
          var planted = new ArrayList<Url>();
          var html = new StringBuilder("<!doctype html>");
          for (int i = 0; i < 4; i++) {
            var address = "http://planted/" + i;
            planted.add(Url.typed(address));
            html.append("<a href='").append(address).append("'>x</a>");
            html.append(odd.next(40)).append(ENDS);
            html.append("<!-- ").append(odd.next(9).replace("-", "")).append(HIDDEN).append("-->");
            html.append("<template>").append(HIDDEN).append("</template>");
          }
          var links = Links.of(html.toString().getBytes(UTF_8), "utf-8", PAGE, LIMIT);
          assertNull(links.trouble(), html::toString);
          var found = links.addresses();
          assertTrue(found.containsAll(planted), () -> found + " of " + html);
          assertFalse(found.contains(Url.typed("http://hidden/")), html::toString);
          for (var link : found) {
            checkWritten(link);
          }
        });
  }

  @Test
  void links_ofOddBytes_areAddresses() {
    var labels =
        List.of("", "utf-16", "iso-2022-jp", "gbk", "big5", "euc-kr", "sjis", "euc-jp", "hz");
    rounds(
        1,
        random -> {
          var html = new FuzzedText(random, HTML).next(60).getBytes(UTF_8);
          for (int i = random.nextInt(20); i > 0 && html.length > 0; i--) {
            html[random.nextInt(html.length)] = (byte) random.nextInt();
          }
          var label = labels.get(random.nextInt(labels.size()));
          var links = Links.of(html, label.isEmpty() ? null : label, PAGE, LIMIT);
          assertNull(links.trouble());
          for (var link : links.addresses()) {
            checkWritten(link);
          }
        });
  }

  @Test
  void srcset_withOddNeighbours_isFoundWhereItIsPlanted() {
    rounds(
        10,
        random -> {
          var odd = new FuzzedText(random, "a ", " 1x", " 2w", " 3h", ", ", ",,", " (", ") ");
          var inner = odd.next(9).replace(")", "");
          var srcset =
              odd.next(30)
                  + ") , x ("
                  + inner
                  + ", /hidden"
                  + inner
                  + "), /planted 1x, "
                  + odd.next(30);
          var images = new ArrayList<String>();
          Srcset.forEach(srcset, images::add);
          assertTrue(images.contains("/planted"), srcset);
          assertFalse(images.stream().anyMatch(i -> i.contains("/hidden")), srcset);
          assertFalse(images.stream().anyMatch(i -> i.isEmpty() || i.startsWith(",")), srcset);
        });
  }

  @Test
  void refresh_withOddContent_leadsWhereItSays() {
    rounds(
        10,
        random -> {
          var odd = new FuzzedText(random, "0", "1", ";", "url", "URL", " = ", "u", "ur", " ");
          var any = odd.next(30);
          var reference = Refresh.reference(any);
          assertTrue(reference == null || any.contains(reference), any);
          assertEquals("/planted", Refresh.reference("5;url='/planted'" + any), any);
          assertEquals("url=/planted" + any, Refresh.reference("5;url=url=/planted" + any), any);
        });
  }

  @Test
  void robots_withOddNeighbours_obeyOurRules() {
    rounds(
        3,
        random -> {
          var odd =
              new FuzzedText(
                  random,
                  "User-agent: other\n",
                  "User-agent: *\n",
                  "Disallow: /",
                  "Allow: /",
                  "*",
                  "$",
                  "\n",
                  "\r\n",
                  "\r",
                  "# ",
                  "Crawl-delay: 3",
                  "Sitemap: ",
                  "user-agent",
                  "a");
          var text =
              odd.next(60)
                  + "\nUser-agent: Me\nDisallow: /planted/*.x$\nAllow: /planted/a/*\n"
                  + "User-agent: other\nDisallow: /\n"
                  + odd.next(60);
          var robots = Robots.parse(text, "me/1");
          assertFalse(robots.allows(Url.typed("http://h/planted/b.x")), text);
          assertTrue(robots.allows(Url.typed("http://h/planted/a/b.xy")), text);
          assertTrue(robots.allows(Url.typed("http://h/elsewhere")), text);
          assertNull(Robots.parse(odd.next(60), "me").trouble());
        });
  }

  @Test
  void robotsRule_ofAnyPattern_fitsAsARegularExpressionDoes() {
    rounds(
        10,
        random -> {
          var pattern = letters(random, "ab*", 8);
          boolean isToTheEnd = random.nextBoolean();
          var target = letters(random, "ab", 10);
          var regex =
              Stream.of(pattern.split("\\*", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*"));
          boolean expected = target.matches(isToTheEnd ? regex : regex + ".*");
          var rule = new RobotsRule(pattern + (isToTheEnd ? "$" : ""), 0, true);
          assertEquals(expected, rule.fits(target), pattern + " " + isToTheEnd + " " + target);
        });
  }

  private static String letters(Random random, String some, int most) {
    return random
        .ints(random.nextInt(most + 1), 0, some.length())
        .mapToObj(some::substring)
        .map(rest -> rest.substring(0, 1))
        .collect(Collectors.joining());
  }

  @Test
  void httpDate_inEachFormat_isRead() {
    var formats =
        Stream.of(
                "EEE, dd MMM yyyy HH:mm:ss 'GMT'",
                "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
                "EEE MMM ppd HH:mm:ss yyyy")
            .map(format -> DateTimeFormatter.ofPattern(format, Locale.ROOT))
            .map(format -> format.withLocale(Locale.ENGLISH).withZone(ZoneOffset.UTC))
            .toList();
    rounds(
        10,
        random -> {
          var now = Instant.ofEpochSecond(random.nextLong(4_000_000_000L));
          var time = now.plusSeconds(random.nextLong(-1_500_000_000L, 1_500_000_000L));
          for (var format : formats) {
            var text = format.format(time);
            assertEquals(Optional.of(time), HttpDate.parse(text, now), text);
          }
          var odd = new FuzzedText(random, "Sun", ", ", "06", "-", "Nov", "1994", ":", " GMT");
          var any = odd.next(16);
          var found = HttpDate.parse(any, now);
          assertTrue(found.isEmpty() || any.contains("Nov"), any);
        });
  }

  @Test
  void url_ofOddReferences_isWrittenAsItIsRead() {
    rounds(
        10,
        random -> {
          var odd = new FuzzedText(random, "http://", "//", "../", "h", "xn--", "::1", "@", "?q=");
          try {
            var address = PAGE.resolve(odd.next(12));
            if (address != null) {
              checkWritten(address);
            }
          } catch (NotAnAddress e) {
            assertFalse(e.reason().isEmpty());
          }
        });
  }
}

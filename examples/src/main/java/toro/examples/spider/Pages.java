package toro.examples.spider;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import toro.examples.web.Url;

/** All addresses that are known. A site may be endless, or mean: what they take has a bound. */
final class Pages {
  private static final long MOST_BYTES = 512L << 20;
  private static final int BYTES_OF_ONE = 400; // and its address
  private static final int LONGEST_ADDRESS = 64 << 10;
  private static final long MOST_LINKS = 20_000_000;

  private final Map<Url, Page> known = new LinkedHashMap<>();
  private long bytes;
  private long links;
  private int leftOut;

  @Nullable Page get(Url address) {
    return known.get(address);
  }

  /** The page of this address; null if there is no room for another one. */
  @Nullable Page get(Url address, boolean inside, @Nullable Page foundOn) {
    var page = known.get(address);
    if (page == null) {
      int more = BYTES_OF_ONE + address.toString().length();
      if (bytes + more > MOST_BYTES || more > LONGEST_ADDRESS) {
        leftOut++;
        return null;
      }
      bytes += more;
      page = new Page(address, inside, foundOn);
      known.put(address, page);
    }
    return page;
  }

  /** Whether so many more links may be remembered, with the page that holds them. */
  boolean hasRoomForLinks(int more) {
    boolean hasRoom = links + more <= MOST_LINKS;
    links += hasRoom ? more : 0;
    return hasRoom;
  }

  Collection<Page> all() {
    return known.values();
  }

  /** How many addresses were found for which there was no room. */
  int leftOut() {
    return leftOut;
  }
}

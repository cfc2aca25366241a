package toro.examples.web;

import java.util.regex.Pattern;

/** The lines between the chunks of a body (RFC 9112, 7.1), read strictly. */
public final class Chunks {
  /** The longest line before a chunk. */
  public static final int LONGEST_LINE = 4 * 1024;

  private static final Pattern SIZE =
      Pattern.compile("([0-9A-Fa-f]{1,15})(?:[ \\t]*;[\\t\\x20-\\x7e\\x80-\\xff]*)?");

  private Chunks() {}

  /**
   * The size that a line before a chunk tells.
   *
   * @param line without its end
   * @throws BadMessage if another reader could take it for another size
   */
  public static long size(String line) throws BadMessage {
    var size = SIZE.matcher(line);
    if (!size.matches()) {
      throw new BadMessage("not the size of a chunk: '" + line + "'");
    }
    return Long.parseLong(size.group(1), 16);
  }
}

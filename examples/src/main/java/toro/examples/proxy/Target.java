package toro.examples.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where a request or a tunnel goes. */
record Target(String host, int port) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:/?#@\\s]+):([0-9]{1,5})");
  private static final Pattern PAGE = Pattern.compile("(?i)http://([^/?#]*)([^#]*)(#.*)?");
  private static final String NEVER_IN_A_URI = "\"<>\\^`{|} ";

  /** What a CONNECT asks for: {@code host:port}. */
  static Target ofTunnel(String target) {
    var parts = HOST_AND_PORT.matcher(target);
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw new Refusal(Refusal.BAD_REQUEST, "CONNECT wants host:port, not " + target);
    }
    return new Target(parts.group(1), port);
  }

  static Target of(URI page) {
    return new Target(page.getHost(), page.getPort() < 0 ? 80 : page.getPort());
  }

  /**
   * The address of a page, always written in the same way; browsers send more than a URI allows.
   */
  static URI page(String target) {
    var parts = PAGE.matcher(target);
    if (!parts.matches()) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "a proxy is asked for http://host/path, and for CONNECT host:port, not for " + target);
    }
    try {
      var uri = new URI("http://" + parts.group(1) + "/").parseServerAuthority();
      if (uri.getHost() == null || uri.getUserInfo() != null || uri.getPort() > 65_535) {
        throw new Refusal(Refusal.BAD_REQUEST, "not a host: " + parts.group(1));
      }
      var port = uri.getPort() < 0 || uri.getPort() == 80 ? "" : ":" + uri.getPort();
      var path = escaped(parts.group(2));
      return new URI(
          "http://"
              + uri.getHost().toLowerCase(Locale.ROOT)
              + port
              + (path.startsWith("/") ? path : "/" + path));
    } catch (URISyntaxException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "not an address: " + e.getMessage());
    }
  }

  /** Connects to the first of the host's addresses that answers. */
  Socket connect(Duration limit) {
    IOException failure = new UnknownHostException("unknown host");
    try {
      for (var address : InetAddress.getAllByName(host)) {
        var socket = new Socket();
        try {
          socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
          return socket;
        } catch (IOException e) {
          Closing.quietly(socket);
          failure = e;
        }
      }
    } catch (UnknownHostException e) {
      failure = new UnknownHostException("unknown host"); // its own message is the bare name
    }
    if (failure instanceof SocketTimeoutException) {
      throw new Refusal(Refusal.GATEWAY_TIMED_OUT, "no answer from " + this);
    }
    throw Refusal.badGateway(this, failure);
  }

  private static String escaped(String pathAndQuery) {
    int query = pathAndQuery.indexOf('?');
    int pathEnd = query < 0 ? pathAndQuery.length() : query;
    var escaped = new StringBuilder();
    var bytes = pathAndQuery.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      boolean isBracketInPath = i < pathEnd && (c == '[' || c == ']');
      boolean isBarePercent =
          c == '%' && !pathAndQuery.substring(i).matches("(?s)%\\p{XDigit}{2}.*");
      if (c <= ' '
          || c >= 0x7f
          || isBracketInPath
          || isBarePercent
          || NEVER_IN_A_URI.indexOf(c) >= 0) {
        escaped.append(String.format("%%%02X", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

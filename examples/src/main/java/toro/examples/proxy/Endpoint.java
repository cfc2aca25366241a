package toro.examples.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;
import toro.examples.web.Url;

/** Where a request or a tunnel goes. */
record Endpoint(String host, int port) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:/?#@\\s]+):([0-9]{1,5})");

  /** What a CONNECT asks for: {@code host:port}. */
  static Endpoint ofTunnel(String target) {
    var parts = HOST_AND_PORT.matcher(target);
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw new Refusal(Refusal.BAD_REQUEST, "CONNECT wants host:port, not " + target);
    }
    return new Endpoint(parts.group(1), port);
  }

  static Endpoint of(Url page) {
    return new Endpoint(page.host(), page.port());
  }

  /** The addresses under which the host is known. */
  InetAddress[] addresses(DnsResolver names) throws UnknownHostException {
    return names.resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }

  /** Connects to the first of the host's addresses that answers. */
  Socket connect(DnsResolver names, Duration limit) {
    IOException failure = new UnknownHostException(host);
    try {
      for (var address : addresses(names)) {
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
      failure = e;
    }
    if (failure instanceof SocketTimeoutException) {
      throw new Refusal(Refusal.GATEWAY_TIMED_OUT, "no answer from " + this);
    }
    throw Refusal.badGateway(this, failure);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

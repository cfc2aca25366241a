package toro.examples.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Every name leads to this machine, after an address at which nobody listens; but for those under
 * {@code .invalid}, which nobody knows.
 */
public final class TestNames implements DnsResolver {
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    if (host.endsWith(".invalid")) {
      throw new UnknownHostException(host);
    }
    return host.startsWith("127.")
        ? InetAddress.getAllByName(host)
        : new InetAddress[] {
          InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1")
        };
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}

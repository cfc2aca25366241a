package toro.examples.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.cookie.CookieStore;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import toro.Wait;

/**
 * Asks HTTP servers, without a thread for each: Apache's asynchronous client, whose callbacks end
 * up in waits. It sends the fields that it is given and no others, decodes nothing, follows no
 * redirect, and keeps connections for later. How long to wait is for who waits to say.
 */
public final class WebClient implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 100_000; // others limit the requests
  private static final int LONGEST_LINE = 32 * 1024;
  private static final int MOST_FIELDS = 200;
  private static final TimeValue IDLE = TimeValue.ofSeconds(30);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CloseableHttpAsyncClient client;

  /** A client that keeps no cookies. */
  public WebClient(Duration connectLimit) {
    this(connectLimit, null, SystemDefaultDnsResolver.INSTANCE);
  }

  /**
   * @param connectLimit how long to wait for each of a server's addresses; then the next is tried
   * @param cookies where to keep cookies; null: they are ignored
   * @param names what knows the addresses of a name
   */
  public WebClient(Duration connectLimit, @Nullable CookieStore cookies, DnsResolver names) {
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDnsResolver(names)
            .setMaxConnTotal(MOST_CONNECTIONS)
            .setMaxConnPerRoute(MOST_CONNECTIONS)
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(connectLimit))
                    .setSocketTimeout(Timeout.DISABLED)
                    .build())
            .setDefaultTlsConfig(
                TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
            .build();
    var builder =
        HttpAsyncClientBuilder.create()
            .setConnectionManager(connections)
            .setCharCodingConfig(
                CharCodingConfig.custom().setCharset(StandardCharsets.ISO_8859_1).build())
            .setHttp1Config(
                Http1Config.custom()
                    .setMaxLineLength(LONGEST_LINE)
                    .setMaxHeaderCount(MOST_FIELDS)
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.DISABLED)
                    .setResponseTimeout(Timeout.DISABLED)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .setIoSessionDecorator(ScannedSession::of)
            .addRequestInterceptorLast(Exchange::removeUnasked)
            .addExecInterceptorLast("toro", Exchange::send)
            .evictIdleConnections(IDLE)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableContentCompression()
            .disableAuthCaching()
            .disableConnectionState()
            .disableRequestPriority();
    this.client =
        (cookies == null
                ? builder.disableCookieManagement()
                : builder.setDefaultCookieStore(cookies))
            .build();
    client.start();
  }

  /**
   * Asks a server. Giving up the wait aborts the exchange.
   *
   * @return a wait for the answer, which completes when its head has come; it fails with a {@link
   *     java.io.IOException}, a {@link BadMessage} if the head cannot be read in one way only
   */
  public Wait<WebResponse> ask(WebRequest request) {
    return new Exchange(client, threads, request).start();
  }

  /** Ends it, and all that it does. */
  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    threads.shutdownNow();
  }
}

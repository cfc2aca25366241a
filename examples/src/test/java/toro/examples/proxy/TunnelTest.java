package toro.examples.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONNECT: what browsers use for https. */
class TunnelTest {
  @Test
  void https_throughATunnel_worksAsWithoutIt(@TempDir Path folder) throws Exception {
    try (var rig = new Rig()) {
      var ssl = sslContext(folder);
      var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(ssl));
      server.setExecutor(rig.threads);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              Rig.reply(exchange, 200, "secret ".repeat(20_000));
            }
          });
      server.start();
      try (var client =
          HttpClient.newBuilder()
              .sslContext(ssl)
              .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", rig.proxy.port())))
              .build()) {
        var page = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
        for (int i = 0; i < 3; i++) {
          var answer = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
          assertEquals("secret ".repeat(20_000), answer.body());
        }
      } finally {
        server.stop(0);
      }
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
    }
  }

  @Test
  void bytes_sentWithTheRequest_arriveFirst() throws Exception {
    try (var rig = new Rig();
        var echo = echo(rig);
        var client = rig.raw()) {
      client.send(
          "CONNECT 127.0.0.1:" + echo.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\nearly ");
      assertEquals(200, client.head().status());
      assertEquals("early ", client.text(6));
      client.send("late");
      assertEquals("late", client.text(4));
    }
  }

  @Test
  void clientThatHasSentAll_stillGetsTheRest() throws Exception {
    try (var rig = new Rig();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = rig.raw()) {
      client.send(
          "CONNECT 127.0.0.1:" + server.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\nquestion");
      assertEquals(200, client.head().status());
      client.socket.shutdownOutput();
      try (var connection = server.accept()) {
        var question = connection.getInputStream().readAllBytes(); // until the client's end
        connection.getOutputStream().write(question);
      }
      assertEquals("question", client.rest());
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
    }
  }

  @Test
  void clientThatHangsUp_endsTheTunnel() throws Exception {
    try (var rig = new Rig();
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try (var client = rig.raw()) {
        client.send("CONNECT 127.0.0.1:" + server.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(200, client.head().status());
      }
      try (var connection = server.accept()) {
        assertEquals(-1, connection.getInputStream().read());
      }
      Rig.eventually("no connection", () -> rig.proxy.connections() == 0);
    }
  }

  @Test
  void silentTunnel_endsWhenItsTimeIsUp_butNotWhileOneSideTalks() throws Exception {
    try (var rig = new Rig();
        var listener = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        var client = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        var clientSide = listener.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        var serverSide = listener.accept()) {
      var limit = Duration.ofSeconds(1);
      var tunnel = new Tunnel(clientSide, serverSide, limit);
      var end =
          rig.threads.submit(
              () -> {
                tunnel.run(clientSide.getInputStream());
                return System.nanoTime();
              });
      long talkUntil = System.nanoTime() + limit.multipliedBy(2).toNanos();
      while (System.nanoTime() < talkUntil) {
        server.getOutputStream().write('x');
        assertEquals('x', client.getInputStream().read());
      }
      assertTrue(end.get(30, TimeUnit.SECONDS) > talkUntil);
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void proxy_closed_endsItsTunnels() throws Exception {
    try (var rig = new Rig();
        var echo = echo(rig);
        var client = rig.raw()) {
      client.send("CONNECT 127.0.0.1:" + echo.getLocalPort() + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertEquals(200, client.head().status());
      rig.proxy.close();
      assertEquals("", client.rest());
    }
  }

  private static ServerSocket echo(Rig rig) throws IOException {
    var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    rig.threads.submit(
        () -> {
          try (var connection = server.accept()) {
            return connection.getInputStream().transferTo(connection.getOutputStream());
          }
        });
    return server;
  }

  /** A new certificate for localhost, which is also trusted. */
  private static SSLContext sslContext(Path folder) throws Exception {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var file = folder.resolve("keys").toString();
    var options =
        "-genkeypair -keyalg EC -alias a -dname CN=localhost -ext SAN=dns:localhost -validity 2"
            + " -storetype PKCS12 -storepass secret -keystore";
    var command = new ArrayList<String>();
    command.add(keytool);
    command.addAll(List.of(options.split(" ")));
    command.add(file);
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("log")));
    var keys = KeyStore.getInstance(Path.of(file).toFile(), "secret".toCharArray());
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "secret".toCharArray());
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}

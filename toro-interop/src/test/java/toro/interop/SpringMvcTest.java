package toro.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import toro.interop.SpringMvcIdioms.Pages;

/** {@link SpringMvcIdioms}, Spring MVC itself, and Tomcat below it. */
class SpringMvcTest {
  private static final Logger LOG = Logger.getLogger("org.apache"); // of clients that left, ...

  static {
    LOG.setUseParentHandlers(false);
  }

  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final Room room = new Room(2);
  private final Tomcat tomcat = new Tomcat();

  @EnableWebMvc
  static class Config {}

  private int start(Path folder, Duration limit) throws Exception {
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("localhost");
    tomcat.setPort(0);
    var spring = new AnnotationConfigWebApplicationContext();
    spring.register(Config.class);
    var pages = new Pages(room.door(), this::visit, limit);
    spring.addBeanFactoryPostProcessor(beans -> beans.registerSingleton("pages", pages));
    var context = tomcat.addContext("", folder.toString());
    var servlet = Tomcat.addServlet(context, "spring", new DispatcherServlet(spring));
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
    servlet.addMapping("/");
    tomcat.start();
    return tomcat.getConnector().getLocalPort();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    workers.shutdown();
  }

  @Test
  void callbacks_whenMostClientsLeave_loseNothing(@TempDir Path folder) throws Exception {
    int port = start(folder, Duration.ofSeconds(30));
    Clients.run(port, 1000, Clients.get("/callbacks"), "the page");
    tomcat.stop();
    room.assertNothingLost();
  }

  @Test
  void threads_whenMostClientsLeave_loseNothing(@TempDir Path folder) throws Exception {
    int port = start(folder, Duration.ofSeconds(30));
    Clients.run(port, 1000, Clients.get("/thread"), "the page");
    tomcat.stop();
    room.assertNothingLost();
  }

  @Test
  void callbacks_whenTheLimitIsOver_leaveTheLine(@TempDir Path folder) throws Exception {
    int port = start(folder, Duration.ofMillis(50));
    try (var all = room.fill();
        var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(Clients.get("/callbacks").getBytes(US_ASCII));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertEquals("HTTP/1.1 503 ", answer.readLine());
      room.awaitEmptyLine();
    }
  }

  /** Is inside until another thread ends it. */
  private CompletionStage<String> visit() {
    room.enter();
    return CompletableFuture.supplyAsync(
            () -> {
              room.leave();
              return "the page";
            },
            workers)
        .minimalCompletionStage();
  }
}

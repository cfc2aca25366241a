/** Programs that show how Toro is used. */
module toro.examples {
  requires com.google.gson;
  requires info.picocli;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.jsoup;
  requires org.jspecify;
  requires toro;

  opens toro.examples.spider to
      info.picocli;
  opens toro.examples.proxy to
      info.picocli;
  opens toro.examples.shutdown to
      info.picocli;
}

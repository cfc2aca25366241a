/** Programs that show how Toro is used. */
module toro.examples {
  requires com.google.gson;
  requires com.h2database;
  requires com.ibm.icu;
  requires com.zaxxer.hikari;
  requires info.picocli;
  requires java.management;
  requires java.net.http;
  requires java.sql;
  requires jdk.httpserver;
  requires jdk.management;
  requires jdk.net; // by the HTTP client
  requires org.apache.httpcomponents.client5.httpclient5;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.apache.httpcomponents.core5.httpcore5.h2;
  requires org.jsoup;
  requires org.slf4j; // by the HTTP client
  requires org.jspecify;
  requires toro;

  opens toro.examples.spider to
      info.picocli;
  opens toro.examples.proxy to
      info.picocli;
  opens toro.examples.jobs to
      info.picocli;
  opens toro.examples.pool to
      info.picocli;
  opens toro.examples.api to
      info.picocli;
  opens toro.examples.dashboard to
      info.picocli;
  opens toro.examples.shutdown to
      info.picocli;
}

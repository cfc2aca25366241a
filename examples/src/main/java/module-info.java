/** Programs that show how Toro is used. */
module toro.examples {
  requires java.net.http;
  requires jdk.httpserver;
  requires static org.jspecify;
  requires toro;
}

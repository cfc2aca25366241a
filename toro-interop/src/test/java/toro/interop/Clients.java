package toro.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of a server on this machine, of which three in four leave before the answer is there. */
final class Clients {
  private static final int AT_ONCE = 8;

  private Clients() {}

  /** What a client sends to a web server for the page of that name. */
  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  /** Sends so many requests, and has those who stay see that word in the answer. */
  static void run(int port, int requests, String request, String word) throws Exception {
    var numbers = new AtomicInteger();
    Callable<Void> client =
        () -> {
          for (int number; (number = numbers.getAndIncrement()) < requests; ) {
            ask(port, number, request, word);
          }
          return null;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new ArrayList<Future<Void>>();
      for (int i = 0; i < AT_ONCE; i++) {
        clients.add(threads.submit(client));
      }
      for (var each : clients) {
        each.get();
      }
    }
  }

  private static void ask(int port, int number, String request, String word) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      if (number % 4 == 0) {
        var answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        if (!answer.contains(word)) {
          throw new IOException("client " + number + " stayed, and was answered:\n" + answer);
        }
        return;
      }
      if (number % 4 > 1) {
        for (int n = ThreadLocalRandom.current().nextInt(20_000); n > 0; n--) {
          Thread.onSpinWait();
        }
      }
      if (number % 4 < 3) {
        socket.setSoLinger(true, 0); // leaves with a reset, not with a goodbye
      }
    }
  }
}

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

  /** A client that leaves while it stands in line leaves the line, too. */
  static void leaveTheLine(int port, String request, Room room) throws Exception {
    try (var all = room.fill()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        room.awaitLine();
      }
      room.awaitEmptyLine();
    }
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
    boolean stays = number % 4 == 0;
    for (int tries = 1;
        !ask(port, number % 4, request.getBytes(US_ASCII), word) && stays;
        tries++) {
      if (tries == 10) { // a server under load may hang up once: one asks again, as browsers do
        throw new IOException("a client that stayed was not answered");
      }
    }
  }

  /** True if there was an answer. */
  private static boolean ask(int port, int temper, byte[] request, String word) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request);
      if (temper == 0) {
        var answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
        if (!answer.isEmpty() && !answer.contains(word)) {
          throw new IOException("a client that stayed was answered:\n" + answer);
        }
        return !answer.isEmpty();
      }
      if (temper > 1) {
        for (int n = ThreadLocalRandom.current().nextInt(20_000); n > 0; n--) {
          Thread.onSpinWait();
        }
      }
      if (temper < 3) {
        socket.setSoLinger(true, 0); // leaves with a reset, not with a goodbye
      }
      return false;
    }
  }
}

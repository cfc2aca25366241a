package toro.examples.spider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import toro.examples.web.BadMessage;

/**
 * Why there was no answer, or not all of it.
 *
 * @param words for people
 * @param passes whether it may go better the next time
 */
record Trouble(String words, boolean passes) {
  private static final int LONGEST = 200;

  static Trouble of(Throwable failure) {
    return switch (failure) {
      case TimeoutException e -> new Trouble("no answer in time", false); // it has had its time
      case UnknownHostException e -> new Trouble("unknown host", false);
      case SocketTimeoutException e -> new Trouble("no connection", true);
      case ConnectException e -> new Trouble("no connection", true);
      case BadMessage e -> new Trouble("not an HTTP answer: " + message(e), false);
      case SSLException e -> new Trouble("TLS: " + message(e), false);
      default -> new Trouble(message(failure), failure instanceof IOException);
    };
  }

  private static String message(Throwable failure) {
    var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return Words.plain(
        message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...");
  }
}

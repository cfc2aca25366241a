package toro.examples.web;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/** A connection of the HTTP client, with a scanner that sees what is sent and what comes. */
final class ScannedSession implements InvocationHandler {
  private final IOSession session;
  private final AnswerScanner scanner = new AnswerScanner();

  private ScannedSession(IOSession session) {
    this.session = session;
  }

  static IOSession of(IOSession session) {
    return (IOSession)
        Proxy.newProxyInstance(
            IOSession.class.getClassLoader(),
            new Class<?>[] {IOSession.class},
            new ScannedSession(session));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && arguments.length == 1 && arguments[0] instanceof ByteBuffer bytes) {
      return method.getName().equals("read") ? read(bytes) : write(bytes);
    }
    try {
      return method.invoke(session, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private int read(ByteBuffer bytes) throws Exception {
    int from = bytes.position();
    int some = session.read(bytes);
    if (some > 0) {
      scanner.received(bytes.duplicate().flip().position(from));
    }
    return some;
  }

  private int write(ByteBuffer bytes) throws Exception {
    scanner.sent(bytes.duplicate());
    return session.write(bytes);
  }
}

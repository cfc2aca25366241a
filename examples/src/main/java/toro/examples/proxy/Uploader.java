package toro.examples.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import toro.AsyncResult;
import toro.ClosedException;
import toro.Wait;
import toro.examples.web.Upload;

/** Passes the body of a client's request on, when its server wants it. */
final class Uploader implements Runnable {
  private static final int PIECE = 16 * 1024;

  private final Request request;
  private final Runnable whenWanted;
  private final Upload upload;
  private final AsyncResult<Optional<Refusal>> result =
      new AsyncResult<Optional<Refusal>>().named("upload");

  /**
   * @param whenWanted run when the server wants the body
   */
  Uploader(Request request, Runnable whenWanted) {
    this.request = request;
    this.whenWanted = whenWanted;
    this.upload = new Upload(request.length());
  }

  Upload upload() {
    return upload;
  }

  /** Why the body cannot be passed on, if that is so, and if it is the client's fault. */
  Optional<Refusal> clientsFault() {
    return result.isDone() ? result.getNow() : Optional.empty();
  }

  /** Completes when nothing reads the client's body any more. */
  Wait<@Nullable Void> whenEnded() {
    return result.whenDone().thenAccept(fault -> {});
  }

  @Override
  public void run() {
    try {
      pass();
      result.set(Optional.empty());
    } catch (ClosedException answered) { // nobody wants the rest
      result.set(Optional.empty());
    } catch (SocketTimeoutException silent) {
      giveUp(new Refusal(Refusal.TIMED_OUT, "the request's body did not come in time"));
    } catch (IOException gone) {
      giveUp(new Refusal(Refusal.BAD_REQUEST, "the request's body broke off"));
    } catch (Refusal fault) {
      giveUp(fault);
    } catch (InterruptedException stopping) {
      giveUp(new Refusal(Refusal.STOPPING, "the proxy stops"));
      Thread.currentThread().interrupt();
    }
  }

  private void pass() throws IOException, InterruptedException {
    upload.whenWanted().await();
    whenWanted.run();
    var piece = new byte[PIECE];
    for (int count; (count = request.body().read(piece)) >= 0; piece = new byte[PIECE]) {
      upload.write(ByteBuffer.wrap(piece, 0, count)).await();
    }
    upload.end();
  }

  private void giveUp(Refusal why) {
    result.set(Optional.of(why)); // first: who sees the exchange fail asks for it
    upload.fail(new IOException(why));
  }
}

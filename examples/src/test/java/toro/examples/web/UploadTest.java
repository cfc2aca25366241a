package toro.examples.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.junit.jupiter.api.Test;

class UploadTest {
  @Test
  void upload_thatFailsWhileAPieceIsSent_neverEndsAsAWholeOne() throws Exception {
    var upload = new Upload(Upload.UNKNOWN);
    var why = new IOException("broke off");
    upload.write(ByteBuffer.allocate(1)).await();
    var failing =
        new Channel() {
          @Override
          public int write(ByteBuffer piece) {
            upload.fail(why);
            return super.write(piece);
          }
        };
    assertSame(why, assertThrows(IOException.class, () -> upload.produce(failing)));
    assertEquals(0, failing.ends);
  }

  /** Takes everything. */
  private static class Channel implements DataStreamChannel {
    int ends;

    @Override
    public void requestOutput() {}

    @Override
    public int write(ByteBuffer piece) {
      int count = piece.remaining();
      piece.position(piece.limit());
      return count;
    }

    @Override
    public void endStream() {
      ends++;
    }

    @Override
    public void endStream(List<? extends Header> trailers) {
      endStream();
    }
  }
}

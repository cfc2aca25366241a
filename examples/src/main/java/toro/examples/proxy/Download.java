package toro.examples.proxy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import toro.AsyncLock;
import toro.Permit;
import toro.examples.web.Fields;
import toro.examples.web.WebResponse;

/** One answer of a server while it comes in, read from its beginning by any number of clients. */
final class Download {
  /*
   * Overview. One thread, the pump, brings what comes from the server; each reader, on its client's
   * thread, takes it from the beginning at its own pace, and waits when it has all that is there.
   * What has come lies in a chain of blocks. Nobody removes a block: it is gone when all readers
   * are past it, and nobody holds the beginning any more.
   *
   *     first       a reader       another, and the pump
   *       |            |                  |
   *    [ empty ] -> [ block ] -> [ block ] -> [ blo.. ]     shown: what may be read
   *
   *                      begin                        end
   *    WAITING (no head) -------> FLOWING or LIVE  --------> COMPLETE
   *         \                      |  \
   *          \        fail         |   \   the last reader leaves
   *           +-------> FAILED <---+    +--------------------> ABANDONED (also from WAITING)
   *
   * FLOWING: all is kept, and newcomers read from the beginning. LIVE, from the first byte on that
   * is too much to be kept: nobody joins any more, what all have read is dropped, and the pump
   * waits while there is no room. A download that cannot be shared, or that announces more than is
   * kept, is LIVE at once, with a small window.
   *
   * Everything that changes is guarded by the lock, which nobody holds while reading from a server
   * or writing to a client. A byte before `shown` never changes, so pieces are looked at without
   * the lock. The lock of the cache may be held when this one is taken, never the other way round.
   *
   * I1  A reader that was there at byte 0 misses nothing: it holds the block that it reads, and
   *     thereby all that follow.
   * I2  The slowest reader is at most `capacity` and one block behind the pump while it is LIVE;
   *     FLOWING keeps at most `mostKept`.
   * I3  COMPLETE, FAILED and ABANDONED are final, and the first one wins. A body that is given out
   *     as whole was whole: only the pump says so, and only after the server's last byte. When
   *     readers see the end, the cache knows it, too: so the last piece, where it is known to be the
   *     last, is shown with the end.
   * I4  Whoever waits is signalled by each change: readers by bytes, heads and ends; the pump by a
   *     reader that goes on or leaves.
   * I5  Without readers it is over: so nobody joins an abandoned one, and the abandoning runs once,
   *     outside the lock.
   */
  private static final int BLOCK = 16 * 1024;
  private static final int WINDOW = 4 * BLOCK;
  private static final int MOST_INTERIM = 20;

  private enum State {
    WAITING,
    FLOWING,
    LIVE,
    COMPLETE,
    FAILED,
    ABANDONED
  }

  private final Fields request;
  private final int mostKept;
  private final Runnable whenAbandoned;
  private final AsyncLock lock = new AsyncLock().named("download");
  private final AsyncLock.Condition more = lock.newCondition().named("more");
  private final AsyncLock.Condition room = lock.newCondition().named("room");

  private final List<WebResponse.Head> interim = new ArrayList<>(); // under lock
  private final Set<Reader> readers = new HashSet<>(); // under lock
  private State state = State.WAITING; // under lock
  private @Nullable Answer answer; // under lock
  private @Nullable Refusal failure; // under lock, before FAILED
  private Block last = new Block(0); // under lock
  private @Nullable Block first = last; // under lock; null: nobody joins any more
  private long length; // under lock: what has come
  private long shown; // under lock: what readers may read of it
  private int capacity; // under lock

  /**
   * @param request the fields of the request that is answered
   * @param mostKept the largest body that is kept whole
   * @param whenAbandoned run when the last reader has left before the end
   */
  Download(Fields request, int mostKept, Runnable whenAbandoned) {
    this.request = request;
    this.mostKept = mostKept;
    this.whenAbandoned = whenAbandoned;
  }

  Fields request() {
    return request;
  }

  // ---- the pump's side

  /** A head has come that is not yet that of the answer; too many of them are dropped. */
  void interim(WebResponse.Head head) {
    var unused = lock.acquire().thenAccept(held -> add(head, held)); // a callback: never waits
  }

  private void add(WebResponse.Head head, Permit held) {
    try (held) {
      if (state == State.WAITING && interim.size() < MOST_INTERIM) {
        interim.add(head);
        more.signalAll();
      }
    }
  }

  /** The head of the answer has come. */
  void begin(Answer head) {
    try (var held = lock.acquire().join()) {
      if (state == State.WAITING) {
        answer = head;
        if (head.terms().isPresent() && head.length() <= mostKept) {
          state = State.FLOWING;
        } else {
          goLive(WINDOW);
        }
        more.signalAll();
      }
    }
  }

  /**
   * A piece of the body has come. Waits until there is room for it.
   *
   * @return false if it is over: nobody wants more
   */
  boolean append(ByteBuffer piece) throws InterruptedException {
    while (piece.hasRemaining()) {
      try (var held = lock.acquire().await()) {
        if (state == State.FLOWING && length + piece.remaining() > mostKept) {
          goLive(Math.max(mostKept, WINDOW));
        }
        room.releaseUntil(held, () -> isOver() || hasRoom()).await();
        if (isOver()) {
          return false;
        }
        appendToBlock(piece);
        if (!isLast(piece)) { // I3
          shown = length;
          more.signalAll();
        }
      }
    }
    return true;
  }

  private boolean isLast(ByteBuffer piece) {
    return !piece.hasRemaining() && answer != null && length == answer.length();
  }

  private void goLive(int window) {
    state = State.LIVE;
    capacity = window;
    first = null;
  }

  private boolean hasRoom() {
    return state == State.FLOWING || length - slowest() < capacity; // I2
  }

  private long slowest() {
    return readers.stream().mapToLong(reader -> reader.position).min().orElse(shown);
  }

  private void appendToBlock(ByteBuffer piece) {
    int used = (int) (length % BLOCK);
    if (used == 0) {
      last.next = new Block(BLOCK);
      last = last.next;
    }
    int count = Math.min(piece.remaining(), BLOCK - used);
    piece.get(last.bytes, used, count);
    length += count;
  }

  /** The body is whole. */
  void end() {
    finish(State.COMPLETE, null);
  }

  /** There will be no answer, or no more of it. Nothing happens if it is over already. */
  void fail(Refusal why) {
    finish(State.FAILED, why);
  }

  private void finish(State end, @Nullable Refusal why) {
    try (var held = lock.acquire().join()) { // not to be interrupted: others wait
      if (!isOver()) {
        failure = why;
        state = end;
        first = null;
        shown = end == State.COMPLETE ? length : shown; // I3
        more.signalAll();
      }
    }
  }

  /** All that has come, if all of it has been kept. */
  byte @Nullable [] body() {
    try (var held = lock.acquire().join()) {
      if (first == null) {
        return null;
      }
      var body = ByteBuffer.allocate((int) length);
      for (var block = first.next; block != null; block = block.next) {
        body.put(block.bytes, 0, Math.min(BLOCK, body.remaining()));
      }
      return body.array();
    }
  }

  /** Whether nobody joins any more who comes now. */
  boolean isForNobodyElse() {
    try (var held = lock.acquire().join()) {
      return first == null;
    }
  }

  private boolean isOver() {
    return switch (state) {
      case WAITING, FLOWING, LIVE -> false;
      case COMPLETE, FAILED, ABANDONED -> true;
    };
  }

  /** Who else may have the answer, as far as that is known. */
  Optional<Terms> terms() {
    try (var held = lock.acquire().join()) {
      return answer == null ? Optional.empty() : answer.terms();
    }
  }

  // ---- the readers' side

  /** The reader of who has begun it. */
  Reader firstReader() {
    return requireNonNull(join(head -> true));
  }

  /**
   * A new reader at the beginning, or null if it is too late, or the answer does not suit.
   *
   * @param suits decides by the head, if that has come; called inside the lock
   */
  @Nullable Reader join(Predicate<Optional<Answer>> suits) {
    try (var held = lock.acquire().join()) {
      if (first == null || !suits.test(Optional.ofNullable(answer))) {
        return null;
      }
      var reader = new Reader(first);
      readers.add(reader);
      return reader;
    }
  }

  /** Gets the heads that come before that of the answer. */
  interface InterimHeads {
    void accept(WebResponse.Head head) throws IOException;
  }

  private static final class Block {
    final byte[] bytes; // written once, before `shown` says so
    @Nullable Block next; // under lock

    Block(int size) {
      bytes = new byte[size];
    }
  }

  /** One who reads; to close it is to leave. */
  final class Reader implements AutoCloseable {
    private Block block; // under lock: where the byte before the position lies
    private long position; // under lock
    private int heads; // under lock: how many have been seen

    private Reader(Block beginning) {
      block = beginning;
    }

    /**
     * The head of the answer, when it has come.
     *
     * @param seen gets the heads before it, when they come
     * @throws Refusal if there will be none
     */
    Answer head(InterimHeads seen) throws IOException, InterruptedException {
      for (WebResponse.@Nullable Head head; (head = nextInterim()) != null; ) {
        seen.accept(head);
      }
      try (var held = lock.acquire().await()) {
        if (answer == null) {
          throw failure != null ? failure : new Refusal(Refusal.STOPPING, "given up");
        }
        return answer;
      }
    }

    private WebResponse.@Nullable Head nextInterim() throws InterruptedException {
      try (var held = lock.acquire().await()) {
        await(held, () -> heads < interim.size() || state != State.WAITING);
        return heads < interim.size() ? interim.get(heads++) : null;
      }
    }

    /**
     * What comes next, as soon as it is there; null at the end.
     *
     * @throws IOException if the rest will never come
     */
    @Nullable ByteBuffer next() throws IOException, InterruptedException {
      try (var held = lock.acquire().await()) {
        await(held, () -> position < shown || isOver());
        if (position == shown) {
          if (state != State.COMPLETE) {
            throw new IOException("the answer broke off", failure);
          }
          return null;
        }
        room.signal();
        return advance();
      }
    }

    private ByteBuffer advance() {
      int from = (int) (position % BLOCK);
      if (from == 0) {
        block = requireNonNull(block.next);
      }
      int count = (int) Math.min(BLOCK - from, shown - position);
      position += count;
      return ByteBuffer.wrap(block.bytes, from, count).asReadOnlyBuffer();
    }

    private void await(Permit held, BooleanSupplier condition) throws InterruptedException {
      more.releaseUntil(held, condition).await();
    }

    /** Leaves; the last one who leaves before the end abandons the download. */
    @Override
    public void close() {
      boolean isLast;
      try (var held = lock.acquire().join()) { // also when it has been interrupted
        readers.remove(this);
        room.signal();
        isLast = readers.isEmpty() && !isOver();
        if (isLast) {
          state = State.ABANDONED; // I5
          first = null;
        }
      }
      if (isLast) {
        whenAbandoned.run();
      }
    }
  }
}

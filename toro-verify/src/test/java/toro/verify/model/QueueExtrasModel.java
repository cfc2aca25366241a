package toro.verify.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import toro.QueueStats;

/** What is right. */
public class QueueExtrasModel implements QueueExtrasSpec {
  /** An item, how often it came back from a lease, and whether it ever came back. */
  private record Kept(int item, int attempts, boolean isBack) {}

  /** Who waits for room, for an item unless it is null: through a producer, or not. */
  private record Asker(int who, @Nullable Kept item, boolean isProducer) {}

  private enum Asked {
    NOTHING,
    TAKE,
    BATCH,
    SLOT,
    PRODUCERS_SLOT,
    LEASE;

    boolean isSlot() {
      return this == SLOT || this == PRODUCERS_SLOT;
    }
  }

  /** Somebody who asks for several items. */
  private static final class Batch {
    final int max;
    final int linger;
    long end; // of lingering, once it has begun

    Batch(int max, int linger) {
      this.max = max;
      this.linger = linger;
    }
  }

  private final Kind kind;
  private final boolean isFixed;
  private int capacity;
  private final List<Kept> items = new ArrayList<>(); // in the order of taking
  private final Line line = new Line(); // of all, to know their standing
  private final List<Asker> askers = new ArrayList<>();
  private final List<Integer> takers = new ArrayList<>();
  private final List<Integer> joiners = new ArrayList<>();
  private final Queue<Integer> goingOn = new ArrayDeque<>(); // batches that have got an item
  private final Asked[] asked = new Asked[Tickets.MANY];
  private final List<List<Kept>> got = new ArrayList<>();
  private final Batch[] batches = new Batch[Tickets.MANY];
  private final List<Integer> reports = new ArrayList<>();
  private int numbers;
  private long now;
  private int peak;
  private int slots;
  private int leases;
  private long accepted;
  private long finished;
  private long dropped;
  private int producers;
  private int consumers;
  private int pending; // what was asked for by a producer
  private boolean closed;
  private boolean revoked;

  /** A queue whose capacity is fixed if it is 0 or the greatest number. */
  public QueueExtrasModel(Kind kind, int capacity) {
    this.kind = kind;
    this.capacity = capacity;
    this.isFixed = capacity == 0 || capacity == Integer.MAX_VALUE;
    for (int i = 0; i < Tickets.MANY; i++) {
      got.add(new ArrayList<>());
      asked[i] = Asked.NOTHING;
    }
  }

  /** Makes each item another one. */
  protected int numbered(int item) {
    return item * NUMBERS + ++numbers;
  }

  private Kept newItem(int item) {
    return new Kept(numbered(item), 0, false);
  }

  private boolean mayAsk(int who, Asked what) {
    boolean may = line.mayAsk(who);
    if (may) {
      asked[who] = what;
      got.get(who).clear();
    }
    return may;
  }

  private void tell(int who, Standing standing) {
    line.tell(who, standing);
    goOn();
  }

  /** The batches that got an item take what is there, and stand in line again if they want more. */
  private void goOn() {
    for (Integer who; (who = goingOn.poll()) != null; ) {
      takeForBatch(who);
    }
  }

  // ---- putting

  @Override
  public void put(int who, int item) {
    put(who, newItem(item), false);
  }

  private void put(int who, Kept item, boolean isProducer) {
    if (mayAsk(who, Asked.NOTHING)) {
      if (closed) {
        tell(who, Standing.FAILED);
      } else if (accept(item, false)) {
        tell(who, Standing.IN);
      } else {
        ask(new Asker(who, item, isProducer));
      }
    }
  }

  private void ask(Asker asker) {
    askers.add(asker);
    pending += asker.isProducer ? 1 : 0;
    tell(asker.who, Standing.WAITING);
  }

  @Override
  public Standing offer(int item) {
    Kept offered = newItem(item);
    if (closed) {
      return Standing.FAILED;
    }
    long before = dropped;
    boolean isAccepted = accept(offered, true);
    goOn();
    boolean isRefused = kind == Kind.DROPPING_INCOMING && dropped > before;
    return isAccepted && !isRefused ? Standing.IN : Standing.OUT;
  }

  /** False if the item has to wait. */
  private boolean accept(Kept item, boolean isOffer) {
    if (askers.isEmpty() && hand(item)) {
      accepted++;
    } else if (kind == Kind.CONFLATING) {
      conflate(item);
    } else if (hasRoom()) {
      insert(item);
      accepted++;
    } else if (kind == Kind.DROPPING_OLDEST) {
      accepted++;
      shrink(room() + items.size() - 1);
      insert(item);
    } else if (kind == Kind.DROPPING_INCOMING) {
      accepted += isOffer ? 0 : 1;
      dropped++;
      reports.add(item.item);
      finish(isOffer ? 0 : 1);
    } else {
      return false;
    }
    return true;
  }

  private void conflate(Kept item) {
    accepted++;
    for (int i = 0; i < items.size(); i++) {
      if (isSameSort(items.get(i), item)) {
        drop(items.set(i, item));
        return;
      }
    }
    insert(item);
  }

  private static boolean isSameSort(Kept one, Kept other) {
    return QueueExtrasSpec.sort(one.item) == QueueExtrasSpec.sort(other.item);
  }

  private void drop(Kept item) {
    dropped++;
    reports.add(item.item);
    finish(1);
  }

  /** Drops items until there are no more than so many: none that ever came back. */
  private void shrink(int most) {
    var order = new ArrayList<>(items);
    for (Kept item : kind == Kind.DROPPING_OLDEST ? order : order.reversed()) {
      if (items.size() > most && !item.isBack) {
        items.remove(item);
        drop(item);
      }
    }
  }

  /** May be below 0. */
  private int room() {
    return capacity - slots - items.size();
  }

  private boolean hasRoom() {
    return kind == Kind.CONFLATING || room() > 0;
  }

  /** Gives an item to the first who waits for one. */
  private boolean hand(Kept item) {
    if (takers.isEmpty() || !items.isEmpty()) {
      return false;
    }
    int taker = takers.removeFirst();
    got.get(taker).add(item);
    if (asked[taker] == Asked.BATCH) {
      goingOn.add(taker);
    } else {
      leases += asked[taker] == Asked.LEASE ? 1 : 0;
      line.admit(taker);
    }
    return true;
  }

  private void insert(Kept item) {
    insertCompeting(item);
    peak = Math.max(peak, items.size());
  }

  private void insertCompeting(Kept item) {
    switch (kind) {
      case LAST_IN -> items.addFirst(item);
      case SMALLEST -> items.add(place(item, true), item);
      default -> items.addLast(item);
    }
  }

  private int place(Kept item, boolean isLast) {
    int place = 0;
    int least = QueueExtrasSpec.sort(item.item) + (isLast ? 1 : 0);
    while (place < items.size() && QueueExtrasSpec.sort(items.get(place).item) < least) {
      place++;
    }
    return place;
  }

  // ---- who waits for room

  private void serve() {
    while (!askers.isEmpty()) {
      Asker first = askers.getFirst();
      boolean meets = items.isEmpty() && !takers.isEmpty() && first.item != null;
      if (!hasRoom() && !meets) {
        return;
      }
      askers.removeFirst();
      line.admit(first.who);
      if (first.item == null) {
        slots++; // which is pending as long as it is open
      } else {
        if (!hand(first.item)) {
          insert(first.item);
        }
        accepted++;
        hasLeft(first);
      }
    }
  }

  private void hasLeft(Asker asker) {
    if (asker.isProducer) {
      pending--;
      closeAfterProducers();
    }
  }

  // ---- taking

  @Override
  public void take(int who) {
    takeAs(who, Asked.TAKE);
  }

  @Override
  public void lease(int who) {
    takeAs(who, Asked.LEASE);
  }

  private void takeAs(int who, Asked what) {
    if (mayAsk(who, what)) {
      Kept item = takeOut();
      if (item != null) {
        got.get(who).add(item);
        leases += what == Asked.LEASE ? 1 : 0;
        tell(who, Standing.IN);
      } else if (hasEnded()) {
        tell(who, Standing.FAILED);
      } else {
        takers.add(who);
        tell(who, Standing.WAITING);
      }
    }
  }

  /** The first who waits to put competes for being next. */
  private @Nullable Kept takeOut() {
    Asker first = askers.isEmpty() ? null : askers.getFirst();
    if (first != null && first.item != null && room() >= 0) {
      askers.removeFirst();
      insertCompeting(first.item);
      accepted++;
      line.admit(first.who);
      hasLeft(first);
    } else if (first != null && first.item != null && items.isEmpty()) {
      askers.removeFirst();
      accepted++;
      line.admit(first.who);
      hasLeft(first);
      return first.item;
    }
    if (items.isEmpty()) {
      return null;
    }
    Kept item = items.removeFirst();
    serve();
    return item;
  }

  @Override
  public @Nullable Integer poll() {
    Kept item = takeOut();
    goOn();
    return item == null ? null : (Integer) item.item;
  }

  @Override
  public List<Integer> pollSeveral(int max) {
    var several = new ArrayList<Kept>();
    takeInto(several, max);
    goOn();
    return several.stream().map(Kept::item).toList();
  }

  private void takeInto(List<Kept> several, int max) {
    for (Kept item; several.size() < max && (item = takeOut()) != null; ) {
      several.add(item);
    }
  }

  @Override
  public @Nullable Integer peek() {
    return items.isEmpty() ? null : (Integer) items.getFirst().item;
  }

  private boolean hasEnded() {
    return closed && items.isEmpty() && slots + leases == 0;
  }

  private void endTakers() {
    if (hasEnded()) {
      for (int who : takers) {
        if (got.get(who).isEmpty()) {
          line.fail(who);
        } else { // a batch
          line.admit(who);
        }
      }
      takers.clear();
    }
  }

  // ---- several

  @Override
  public void takeBatch(int who, int max) {
    startBatch(who, new Batch(max, 0));
  }

  @Override
  public void takeBatchLingering(int who, int max) {
    startBatch(who, new Batch(max, 10 * max - 5));
  }

  private void startBatch(int who, Batch batch) {
    if (mayAsk(who, Asked.BATCH)) {
      batches[who] = batch;
      line.tell(who, Standing.WAITING);
      takeForBatch(who);
      goOn();
    }
  }

  private void takeForBatch(int who) {
    Batch batch = batches[who];
    List<Kept> several = got.get(who);
    takeInto(several, batch.max);
    boolean isLingering = !several.isEmpty() && several.size() < batch.max && batch.linger > 0;
    if (several.isEmpty() ? hasEnded() : !isLingering || hasEnded()) {
      if (several.isEmpty()) {
        line.fail(who);
      } else {
        line.admit(who);
      }
    } else {
      takers.add(who);
      if (isLingering && batch.end == 0) {
        batch.end = now + batch.linger;
      }
    }
  }

  @Override
  public void pass(int times) {
    now += 10L * times;
    for (int who = 0; who < Tickets.MANY; who++) {
      boolean waits = takers.contains(who) && asked[who] == Asked.BATCH;
      if (waits && batches[who].end != 0 && batches[who].end < now) {
        takers.remove((Integer) who);
        line.admit(who);
      }
    }
  }

  // ---- going back

  @Override
  public Standing look(int who) {
    return line.look(who);
  }

  @Override
  public @Nullable Object receive(int who) {
    boolean stays = asked[who].isSlot() || asked[who] == Asked.LEASE;
    if (stays || !line.exit(who)) {
      return null;
    }
    var all = got.get(who).stream().map(Kept::item).toList();
    return asked[who] == Asked.BATCH ? all : all.isEmpty() ? null : (Object) all.getFirst();
  }

  @Override
  public boolean leave(int who, int door) {
    if (!line.leave(who)) {
      return false;
    }
    takers.remove((Integer) who);
    joiners.remove((Integer) who);
    for (Asker asker : List.copyOf(askers)) {
      if (asker.who == who) {
        askers.remove(asker);
        serve();
        hasLeft(asker);
      }
    }
    goBackAll(got.get(who));
    goOn();
    return true;
  }

  @Override
  public boolean giveBack(int who, int door) {
    if (asked[who] == Asked.NOTHING || !line.exit(who)) {
      return false;
    }
    switch (asked[who]) {
      case LEASE -> endLease(() -> goBack(got.get(who).getFirst()));
      case SLOT, PRODUCERS_SLOT -> endSlot(who);
      default -> goBackAll(got.get(who));
    }
    goOn();
    return true;
  }

  private void goBackAll(List<Kept> several) {
    var rest = new ArrayList<>(several);
    while (!rest.isEmpty() && hand(rest.getFirst())) {
      rest.removeFirst();
    }
    rest.reversed().forEach(this::goBack);
  }

  private void goBack(Kept item) {
    comeBack(item, false);
  }

  private void comeBack(Kept item, boolean isLast) {
    if (hand(item)) {
      return;
    }
    if (kind == Kind.CONFLATING && items.stream().anyMatch(other -> isSameSort(other, item))) {
      drop(item);
      return;
    }
    Kept back = new Kept(item.item, item.attempts, true);
    int place = kind == Kind.SMALLEST ? place(back, isLast) : isLast ? items.size() : 0;
    items.add(place, back);
    peak = Math.max(peak, items.size());
  }

  // ---- slots

  private boolean hasSlots() {
    return !kind.isDropping() && !(isFixed && capacity == 0);
  }

  @Override
  public void reserve(int who) {
    reserve(who, false);
  }

  private void reserve(int who, boolean isProducer) {
    if (hasSlots() && mayAsk(who, isProducer ? Asked.PRODUCERS_SLOT : Asked.SLOT)) {
      if (closed) {
        tell(who, Standing.FAILED);
      } else if (hasRoom()) {
        slots++;
        pending += isProducer ? 1 : 0;
        tell(who, Standing.IN);
      } else {
        ask(new Asker(who, null, isProducer));
      }
    }
  }

  @Override
  public boolean putIntoSlot(int who, int item) {
    Kept entering = newItem(item);
    if (!asked[who].isSlot() || line.look(who) != Standing.IN || revoked) {
      return false;
    }
    if (hand(entering)) {
      accepted++;
    } else if (kind == Kind.CONFLATING) {
      conflate(entering);
    } else {
      insert(entering);
      accepted++;
    }
    line.exit(who);
    endSlot(who);
    goOn();
    return true;
  }

  @Override
  public boolean closeSlot(int who) {
    if (!asked[who].isSlot() || !line.exit(who)) {
      return false;
    }
    endSlot(who);
    goOn();
    return true;
  }

  private void endSlot(int who) {
    if (!revoked) {
      slots--;
      serve();
      if (asked[who] == Asked.PRODUCERS_SLOT) {
        pending--;
        closeAfterProducers();
      }
      endTakers();
    }
  }

  // ---- leases

  @Override
  public int done(int who) {
    return end(who, item -> finish(1));
  }

  @Override
  public int defer(int who) {
    return end(who, item -> comeBack(item, true));
  }

  @Override
  public int closeLease(int who) {
    return end(who, this::goBack);
  }

  private int end(int who, Consumer<Kept> how) {
    if (asked[who] != Asked.LEASE || !line.exit(who)) {
      return 0;
    }
    Kept item = got.get(who).getFirst();
    int attempts = item.attempts + 1;
    endLease(() -> how.accept(new Kept(item.item, attempts, true)));
    goOn();
    return attempts;
  }

  private void endLease(Runnable how) {
    leases--;
    how.run();
    endTakers();
  }

  // ---- ends

  @Override
  public boolean openProducer() {
    producers += closed ? 0 : 1;
    return !closed;
  }

  @Override
  public boolean closeProducer() {
    if (producers == 0) {
      return false;
    }
    producers--;
    closeAfterProducers();
    goOn();
    return true;
  }

  private void closeAfterProducers() {
    if (producers == 0 && pending == 0) {
      shut();
    }
  }

  @Override
  public void putByProducer(int who, int item) {
    Kept entering = newItem(item);
    if (producers > 0) {
      put(who, entering, true);
    }
  }

  @Override
  public void reserveByProducer(int who) {
    if (producers > 0) {
      reserve(who, true);
    }
  }

  @Override
  public boolean openConsumer() {
    consumers += closed ? 0 : 1;
    return !closed;
  }

  @Override
  public boolean closeConsumer() {
    if (consumers == 0) {
      return false;
    }
    consumers--;
    if (consumers == 0) {
      close();
    }
    return true;
  }

  // ---- all of it

  @Override
  public boolean taskDone() {
    if (finished == accepted) {
      return false;
    }
    finish(1);
    return true;
  }

  private void finish(int n) {
    finished = Math.min(accepted, finished + n); // some were called done before they were taken
    if (finished == accepted) {
      joiners.forEach(line::admit);
      joiners.clear();
    }
  }

  @Override
  public void whenDone(int who) {
    if (mayAsk(who, Asked.NOTHING)) {
      if (finished == accepted) {
        tell(who, Standing.IN);
      } else {
        joiners.add(who);
        tell(who, Standing.WAITING);
      }
    }
  }

  @Override
  public boolean resize(int items) {
    if (isFixed) {
      return false;
    }
    capacity = items;
    if (kind.isDropping()) {
      shrink(capacity);
    }
    serve();
    goOn();
    return true;
  }

  @Override
  public void close() {
    shut();
    goOn();
  }

  private void shut() {
    if (!closed) {
      closed = true;
      askers.forEach(asker -> line.fail(asker.who));
      askers.clear();
      endTakers();
    }
  }

  @Override
  public List<Integer> closeNow() {
    close();
    var left = items.stream().map(Kept::item).toList();
    items.clear();
    finish(left.size());
    slots = 0;
    revoked = true;
    endTakers();
    return left;
  }

  @Override
  public QueueStats stats() {
    return new QueueStats(
        items.size(),
        capacity,
        peak,
        askers.size(),
        takers.size(),
        slots,
        leases,
        accepted,
        finished,
        dropped);
  }

  @Override
  public List<Integer> reports() {
    return reports;
  }
}

package toro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Waits for all or any of several futures, which stay tied to what becomes of that wait. */
final class Several {
  private Several() {}

  static Wait<@Nullable Void> all(CompletableFuture<?>... members) {
    var waits = waits(members);
    var all = new Derived<@Nullable Void>();
    attach(all, waits);
    var unused =
        CompletableFuture.allOf(waits).whenComplete((nothing, failure) -> all.end(null, failure));
    return all;
  }

  static Wait<Object> any(CompletableFuture<?>... members) {
    var waits = waits(members);
    var any = new Derived<Object>();
    attach(any, waits);
    var decided = new AtomicBoolean();
    Attachment first = any.from;
    for (int i = 0; i < waits.length; i++) {
      int mine = i;
      waits[i].hook(
          (value, failure) -> {
            if (decided.compareAndSet(false, true)) {
              try (var scope = Trampoline.enter()) {
                Attachment.lose(first, mine);
                any.end(Wait.cast(value), failure);
              }
            }
          });
    }
    return any;
  }

  private static Wait<?>[] waits(CompletableFuture<?>... members) {
    var waits = new Wait<?>[members.length];
    for (int i = 0; i < members.length; i++) {
      waits[i] = Wait.of(members[i]);
    }
    return waits;
  }

  private static void attach(Derived<?> stage, Wait<?>... sources) {
    for (int i = sources.length; i-- > 0; ) {
      Attachment a = sources[i].attach(true, true);
      a.sibling = stage.from;
      stage.from = a;
    }
  }
}

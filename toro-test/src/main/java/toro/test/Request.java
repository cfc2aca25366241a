package toro.test;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import toro.AsyncEvent;

/** A request that was made of a subject, and what its stage has come to. */
final class Request<T extends @Nullable Object> {
  /*
   * The stage is awaited by way of an event of ours, not by Wait.of: a stage that is not ours holds
   * simulated time, as somebody outside might complete it, so a wake-up that is lost would be
   * waited for in real time. Here nobody is outside: waiting for nothing is a deadlock, at once.
   */
  private static final int PENDING = -1;

  private final CompletionStage<? extends T> stage;
  private final AsyncEvent ended = new AsyncEvent();
  private final String what;
  private int end = PENDING; // this and the next ones: on the loop
  private @Nullable T value;
  private @Nullable Throwable failure;

  Request(Course course, String what, CompletionStage<? extends T> stage) {
    this.what = what;
    this.stage = stage;
    var unused =
        stage.whenComplete(
            (v, f) -> {
              end = course.nextEnd();
              value = v;
              failure = f;
              ended.named(what).set();
            });
  }

  CompletionStage<? extends T> stage() {
    return stage;
  }

  boolean isGranted() {
    return end != PENDING && failure == null;
  }

  boolean isFailed() {
    return failure != null;
  }

  boolean isFailedWith(Throwable thrown) {
    return failure != null && (failure == thrown || failure.getCause() == thrown);
  }

  boolean isPending() {
    return end == PENDING;
  }

  /** The how manieth of all requests to end it was. */
  int end() {
    return end;
  }

  /** What it was granted. */
  T value() {
    if (end == PENDING) {
      throw new AssertionError(what + " should have been granted, and still waits");
    }
    if (failure != null) {
      throw new AssertionError(what + " should have been granted, and failed", failure);
    }
    return cast(value);
  }

  T await() throws InterruptedException {
    var unused = ended.whenSet().await();
    return value();
  }

  /** Waits for its end, but not for long. */
  boolean endsWithin(Duration limit) throws InterruptedException {
    try {
      var unused = ended.whenSet().await(limit);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @SuppressWarnings("NullAway") // a granted one has a T, which may be null if T says so
  private static <T extends @Nullable Object> T cast(@Nullable T value) {
    return value;
  }

  @Override
  public String toString() {
    return what;
  }
}

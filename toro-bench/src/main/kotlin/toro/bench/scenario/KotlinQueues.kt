package toro.bench.scenario

import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.sync.Semaphore

/** Items that go from coroutine to coroutine. */
object KotlinQueues {
  @JvmStatic
  fun channel(capacity: Int): Channel<Int> = Channel(capacity)

  /** One that drops its oldest item where there is no room. */
  @JvmStatic
  fun dropping(capacity: Int): Channel<Int> = Channel(capacity, BufferOverflow.DROP_OLDEST)

  /** Whether an item was taken in. */
  @JvmStatic
  fun offer(channel: Channel<Int>, item: Int): Boolean = channel.trySend(item).isSuccess

  @JvmStatic
  fun offerAndPoll(channel: Channel<Int>, item: Int): Int {
    channel.trySend(item)
    return channel.tryReceive().getOrThrow()
  }

  /** Pairs of a producer and a consumer. Returns the sum of what was received. */
  @JvmStatic
  fun pairs(dispatched: Boolean, capacity: Int, pairs: Int, items: Int): Long {
    val sum = AtomicLong()
    runBlocking(context(dispatched)) {
      val channel = channel(capacity)
      repeat(pairs) {
        launch { repeat(items / pairs) { i -> channel.send(i and 63) } }
        launch {
          var received = 0L
          repeat(items / pairs) { received += channel.receive() }
          sum.addAndGet(received)
        }
      }
    }
    return sum.get()
  }

  /** Two coroutines that wait for each other. Returns how many round trips they made. */
  @JvmStatic
  fun pingPong(dispatched: Boolean, roundTrips: Int): Long {
    var sum = 0L
    runBlocking(context(dispatched)) {
      val there = channel(0)
      val back = channel(0)
      launch { repeat(roundTrips) { back.send(there.receive()) } }
      launch {
        repeat(roundTrips) {
          there.send(1)
          sum += back.receive()
        }
      }
    }
    return sum
  }

  /** The same by semaphores. */
  @JvmStatic
  fun pingPongBySemaphores(dispatched: Boolean, roundTrips: Int): Long {
    var sum = 0L
    runBlocking(context(dispatched)) {
      val there = Semaphore(1, 1)
      val back = Semaphore(1, 1)
      launch {
        repeat(roundTrips) {
          there.acquire()
          back.release()
        }
      }
      launch {
        repeat(roundTrips) {
          there.release()
          back.acquire()
          sum++
        }
      }
    }
    return sum
  }

  /** A coroutine hands items to another by several channels in turn. Returns how many came. */
  @JvmStatic
  fun select(clauses: Int, items: Int): Long {
    var sum = 0L
    runBlocking(context(true)) {
      val channels = List(clauses) { channel(0) }
      launch { repeat(items) { i -> channels[i % clauses].send(1) } }
      launch {
        repeat(items) { sum += select<Int> { channels.forEach { it.onReceive { item -> item } } } }
      }
    }
    return sum
  }
}

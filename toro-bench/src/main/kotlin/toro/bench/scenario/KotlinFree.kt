package toro.bench.scenario

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.sync.withPermit

/** Calls that might suspend but never have to, many in one coroutine. Returns how many it did. */
object KotlinFree {
  @JvmStatic
  fun mutex(operations: Int): Long = runBlocking {
    val mutex = Mutex()
    var held = 0L
    repeat(operations) { mutex.withLock { held++ } }
    held
  }

  @JvmStatic
  fun semaphore(operations: Int): Long = runBlocking {
    val semaphore = Semaphore(4)
    var held = 0L
    repeat(operations) { semaphore.withPermit { held++ } }
    held
  }

  @JvmStatic
  fun channel(capacity: Int, items: Int): Long = runBlocking {
    val channel = Channel<Int>(capacity)
    var received = 0L
    repeat(items) {
      channel.send(1)
      received += channel.receive()
    }
    received
  }
}

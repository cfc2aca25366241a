package toro.bench.scenario

import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Values that are followed. */
object KotlinFlows {
  @JvmStatic fun state(): MutableStateFlow<Int> = MutableStateFlow(0)

  /** What keeps the last ones, and whose emit never suspends. */
  @JvmStatic
  fun keeping(capacity: Int): MutableSharedFlow<Int> =
    MutableSharedFlow(capacity, 0, BufferOverflow.DROP_OLDEST)

  /** One emits, and all see all. Returns the sum of what they saw. */
  @JvmStatic
  fun broadcast(capacity: Int, followers: Int, items: Int): Long {
    val sum = AtomicLong()
    runBlocking(context(true)) {
      val flow = MutableSharedFlow<Int>(0, capacity)
      repeat(followers) {
        launch {
          var received = 0L
          flow.take(items).collect { received += it }
          sum.addAndGet(received)
        }
      }
      launch {
        flow.subscriptionCount.first { it == followers }
        repeat(items) { i -> flow.emit(i and 63) }
      }
    }
    return sum.get()
  }
}

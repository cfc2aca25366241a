package toro.bench.scenario

import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.yield

/** Where coroutines run: on the loop of `runBlocking`, or on the default dispatcher. */
internal fun context(dispatched: Boolean): CoroutineContext =
  if (dispatched) Dispatchers.Default else EmptyCoroutineContext

/** Coroutines that want one thing, and suspend with it. Returns how often they had it. */
object KotlinLocks {
  @JvmStatic
  fun mutex(dispatched: Boolean, tasks: Int, operations: Int): Long {
    var held = 0L
    runBlocking(context(dispatched)) {
      val mutex = Mutex()
      repeat(tasks) {
        launch {
          repeat(operations / tasks) {
            mutex.lock()
            held++
            yield()
            mutex.unlock()
          }
        }
      }
    }
    return held
  }

  @JvmStatic
  fun semaphore(dispatched: Boolean, tasks: Int, operations: Int): Long {
    var held = 0L
    runBlocking(context(dispatched)) {
      val semaphore = Semaphore(1)
      repeat(tasks) {
        launch {
          repeat(operations / tasks) {
            semaphore.acquire()
            held++
            yield()
            semaphore.release()
          }
        }
      }
    }
    return held
  }

  /** Two coroutines that do nothing but let each other run. Returns how often they did. */
  @JvmStatic
  fun yields(operations: Int): Long {
    var switches = 0L
    runBlocking {
      repeat(2) {
        launch {
          repeat(operations / 2) {
            switches++
            yield()
          }
        }
      }
    }
    return switches
  }
}

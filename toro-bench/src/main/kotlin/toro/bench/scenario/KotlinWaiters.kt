package toro.bench.scenario

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** Many coroutines that wait for one permit or one event, and have not got it yet. */
class KotlinWaiters private constructor(private val forPermit: Boolean, waiters: Int) {
  private val semaphore = Semaphore(1, 1)
  private val event = CompletableDeferred<Unit>()
  private val scope = CoroutineScope(Dispatchers.Unconfined)
  private var granted = 0L
  private val jobs: Array<Job> =
    Array(waiters) {
      scope.launch(start = CoroutineStart.UNDISPATCHED) {
        if (forPermit) semaphore.acquire() else event.await()
        granted++
        if (forPermit) semaphore.release()
      }
    }

  /** Lets the first go, or all; returns how many got what they waited for. */
  fun grant(): Long {
    if (forPermit) semaphore.release() else event.complete(Unit)
    runBlocking { jobs.forEach { it.join() } }
    return granted
  }

  /** Gives up in this order; returns how many have gone. */
  fun giveUp(order: IntArray): Long {
    for (i in order) jobs[i].cancel()
    return jobs.count { it.isCancelled && it.isCompleted }.toLong()
  }

  companion object {
    @JvmStatic fun ofPermit(waiters: Int): KotlinWaiters = KotlinWaiters(true, waiters)

    @JvmStatic fun ofEvent(waiters: Int): KotlinWaiters = KotlinWaiters(false, waiters)

    /** A coroutine that waits again and again, each time for an hour at most. */
    @JvmStatic
    fun limited(operations: Int, limited: Boolean): Long {
      var granted = 0L
      runBlocking {
        val semaphore = Semaphore(1, 1)
        launch {
          repeat(operations) {
            if (limited) withTimeout(3_600_000) { semaphore.acquire() } else semaphore.acquire()
            granted++
          }
        }
        launch {
          repeat(operations) {
            semaphore.release()
            while (granted <= it) yield()
          }
        }
      }
      return granted
    }
  }
}

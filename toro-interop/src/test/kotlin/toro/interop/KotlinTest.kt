package toro.interop

import java.time.Duration
import java.util.concurrent.Executors
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicIntegerArray
import java.util.function.Consumer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.future.await
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import toro.AsyncEvent
import toro.AsyncLock
import toro.AsyncQueue
import toro.Wait

/** The idioms in KotlinIdioms.kt and Kotlin's coroutines themselves. */
class KotlinTest {
    private val room = Room(2)

    @Test
    fun withPermit_whenMostAreCancelled_losesNothing() {
        val scope = CoroutineScope(Dispatchers.Default)
        Storm.run(20_000) { number, end ->
            val job = scope.async { room.door().withPermit { visit(number) } }
            job.invokeOnCompletion { failure -> end.ended(failure == null) }
            Runnable { job.cancel() }
        }
        room.assertNothingLost()
    }

    /** Is inside until a later turn of the dispatcher. */
    private suspend fun visit(number: Int): Int {
        room.enter()
        try {
            yield()
            return number
        } finally {
            room.leave()
        }
    }

    @Test
    fun withPermit_bodyThatThrows_throwsAndGivesBack() = runBlocking {
        val thrown = runCatching { room.door().withPermit { room.enter(); room.leave(); error("no") } }
        assertEquals("no", thrown.exceptionOrNull()?.message)
        assertNull(room.door().withPermit { null })
        room.assertNothingLost()
    }

    @Test
    fun each_whenConsumersAreCancelled_handsOutEveryItemOnce() = runBlocking(Dispatchers.Default) {
        val queue = AsyncQueue.unbounded<Int>()
        val seen = AtomicIntegerArray(20_000)
        val producer = launch {
            for (item in 0 until seen.length()) {
                queue.offer(item)
                if (item % 8 == 0) yield()
            }
        }
        while (producer.isActive || !queue.isEmpty) {
            val consumer = launch { queue.each { item -> yield(); seen.incrementAndGet(item) } }
            repeat(3) { yield() }
            consumer.cancelAndJoin()
        }
        queue.whenDone().toCompletableFuture().await()
        for (item in 0 until seen.length()) assertEquals(1, seen[item], "item $item")
    }

    @Test
    fun futureAwait_whenMostAreCancelled_leavesNobodyInLine() {
        val event = AsyncEvent()
        runBlocking(Dispatchers.Default) {
            val jobs = (0 until 10_000).map { launch { onceSet(event) } }
            for ((number, job) in jobs.withIndex()) if (number % 4 != 0) job.cancel()
            for ((number, job) in jobs.withIndex()) if (number % 4 != 0) job.join()
            event.set()
            for (job in jobs) job.join()
        }
        assertEquals(0, event.waiting())
    }

    @Test
    fun futureAwait_besideStagesThatAreGivenUp_receives() {
        val scope = CoroutineScope(Dispatchers.Default)
        val receiver = object : Handover.Receiver {
            override fun <T : Any> attach(wait: Wait<T>, see: Consumer<in T>) {
                scope.launch(start = CoroutineStart.UNDISPATCHED) { see.accept(wait.toCompletableFuture().await()) }
            }
        }
        Handover.ofPermits(receiver)
        Handover.ofItems(receiver)
    }

    /** The member wins over Kotlin's extension of that name: it blocks the thread. */
    @Test
    fun await_ofTheWaitItself_blocksTheThreadOfTheDispatcher() {
        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { onlyThread ->
            val lock = AsyncLock()
            val held = lock.tryAcquire()!!
            runBlocking(onlyThread) {
                val holder = launch { held.close() } // cannot run before the thread is free
                assertThrows(TimeoutException::class.java) { lock.acquire().await(Duration.ofMillis(10)) }
                holder.join()
            }
            assertFalse(lock.isHeld)
        }
    }

    /** What looks natural: a coroutine that is cancelled before it goes on drops what it was given. */
    @Test
    fun await_ofAPermit_losesItWhenCancelledBeforeItGoesOn() {
        val lock = AsyncLock()
        val held = lock.tryAcquire()!!
        runBlocking {
            val job = launch(start = CoroutineStart.UNDISPATCHED) { lock.acquire().toCompletableFuture().await().close() }
            held.close() // from here on the coroutine could go on
            job.cancelAndJoin()
        }
        assertTrue(lock.isHeld)
    }
}

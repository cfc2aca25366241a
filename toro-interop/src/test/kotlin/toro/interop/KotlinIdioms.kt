package toro.interop

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future
import kotlinx.coroutines.withContext
import toro.AsyncEvent
import toro.AsyncQueue
import toro.AsyncSemaphore

// How the coroutines of Kotlin take turns.

// @start region="kotlin"
/** Runs the body with a permit, which goes back when the body has ended. */
suspend fun <T> AsyncSemaphore.withPermit(body: suspend () -> T): T = coroutineScope {
    with { future { body() }.minimalCompletionStage() }.toCompletableFuture().await()
}
// @end region="kotlin"

// @start region="kotlin-event"
suspend fun onceSet(event: AsyncEvent) {
    event.whenSet().toCompletableFuture().await() // not event.whenSet().await(), which blocks
}
// @end region="kotlin-event"

// @start region="kotlin-queue"
/** Works on one item after the other until the queue is closed and empty; a cancel ends it between two items. */
@OptIn(DelicateCoroutinesApi::class)
suspend fun <T : Any> AsyncQueue<T>.each(work: suspend (T) -> Unit): Unit = coroutineScope {
    forEach { item ->
        future(start = CoroutineStart.ATOMIC) { withContext(NonCancellable) { work(item) } }
            .minimalCompletionStage()
    }.toCompletableFuture().await()
}
// @end region="kotlin-queue"

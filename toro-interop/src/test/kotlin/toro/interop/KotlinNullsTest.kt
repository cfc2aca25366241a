package toro.interop

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionStage
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executor
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import toro.AsyncCondition
import toro.AsyncEvent
import toro.AsyncLock
import toro.AsyncQueue
import toro.AsyncResult
import toro.Wait

/** Kotlin checks what is passed to a function against our annotations: they say what may be null. */
class KotlinNullsTest {
    private val seen = ConcurrentLinkedQueue<String>()
    private val here = Executor { it.run() }

    private val none: Wait<Void?> = AsyncEvent().also { it.set() }.whenSet()
    private val page: Wait<String> = AsyncResult<String>().also { it.set("page") }.whenDone()
    private val failed: Wait<String> = AsyncResult<String>().also { it.fail(IllegalStateException("no")) }.whenDone()

    private fun see(vararg values: Any?): String = values.joinToString().also { seen.add(it) }

    /** The function of each of them has been called, with what is expected. */
    private fun expect(expected: String, vararg stages: CompletionStage<*>) {
        for (stage in stages) stage.toCompletableFuture().handle { _, _ -> }.join()
        assertEquals(List(stages.size) { expected }, seen.toList())
        seen.clear()
    }

    @Test
    fun whenComplete_nullAndFailure_areSeen() {
        expect(
            "page, null",
            page.whenComplete { value, failure -> see(value, failure) },
            page.whenCompleteAsync { value, failure -> see(value, failure) },
            page.whenCompleteAsync({ value, failure -> see(value, failure) }, here),
        )
        expect(
            "null, null",
            none.whenComplete { value, failure -> see(value, failure) },
            none.whenCompleteAsync { value, failure -> see(value, failure) },
            none.whenCompleteAsync({ value, failure -> see(value, failure) }, here),
        )
        expect(
            "null, no",
            failed.whenComplete { value, failure -> see(value, failure?.message) },
            failed.whenCompleteAsync { value, failure -> see(value, failure?.message) },
            failed.whenCompleteAsync({ value, failure -> see(value, failure?.message) }, here),
        )
    }

    @Test
    fun handle_nullAndFailure_areSeen() {
        expect(
            "page, null",
            page.handle { value, failure -> see(value, failure) },
            page.handleAsync { value, failure -> see(value, failure) },
            page.handleAsync({ value, failure -> see(value, failure) }, here),
        )
        expect(
            "null, null",
            none.handle { value, failure -> see(value, failure) },
            none.handleAsync { value, failure -> see(value, failure) },
            none.handleAsync({ value, failure -> see(value, failure) }, here),
        )
        expect(
            "null, no",
            failed.handle { value, failure -> see(value, failure?.message) },
            failed.handleAsync { value, failure -> see(value, failure?.message) },
            failed.handleAsync({ value, failure -> see(value, failure?.message) }, here),
        )
    }

    @Test
    fun stagesWithoutValue_null_isSeen() {
        expect(
            "null",
            page.thenAccept { }.thenApply { see(it) },
            page.thenAcceptAsync { }.thenApplyAsync { see(it) },
            page.thenAcceptAsync({ }, here).thenApplyAsync({ see(it) }, here),
            page.thenRun { }.thenAccept { see(it) },
            page.thenRunAsync { }.thenAcceptAsync { see(it) },
            page.thenRunAsync({ }, here).thenAcceptAsync({ see(it) }, here),
            page.thenAcceptBoth(none) { _, _ -> }.thenApply { see(it) },
            page.thenAcceptBothAsync(none) { _, _ -> }.thenApply { see(it) },
            page.thenAcceptBothAsync(none, { _, _ -> }, here).thenApply { see(it) },
            page.runAfterBoth(none) { }.thenApply { see(it) },
            page.runAfterBothAsync(none) { }.thenApply { see(it) },
            page.runAfterBothAsync(none, { }, here).thenApply { see(it) },
            page.acceptEither(page) { }.thenApply { see(it) },
            page.acceptEitherAsync(page) { }.thenApply { see(it) },
            page.acceptEitherAsync(page, { }, here).thenApply { see(it) },
            page.runAfterEither(none) { }.thenApply { see(it) },
            page.runAfterEitherAsync(none) { }.thenApply { see(it) },
            page.runAfterEitherAsync(none, { }, here).thenApply { see(it) },
            Wait.allOf(page, none).thenApply { see(it) },
            AsyncQueue.unbounded<String>().put("item").thenApply { see(it) },
            AsyncCondition().let { condition -> condition.whenSignalled().also { condition.signal() } }.thenApply { see(it) },
        )
    }

    @Test
    fun functions_thatReturnNull_areAllowed() {
        expect(
            "null",
            page.thenApply { null }.thenApply { see(it) },
            page.thenApplyAsync { null }.thenApply { see(it) },
            page.thenApplyAsync({ null }, here).thenApply { see(it) },
            page.thenCompose { none }.thenApply { see(it) },
            page.thenComposeAsync { none }.thenApply { see(it) },
            page.thenComposeAsync({ none }, here).thenApply { see(it) },
            page.handle { _, _ -> null }.thenApply { see(it) },
            page.thenCombine(none) { _, _ -> null }.thenApply { see(it) },
            page.thenCombineAsync(none) { _, _ -> null }.thenApply { see(it) },
            page.thenCombineAsync(none, { _, _ -> null }, here).thenApply { see(it) },
            page.applyToEither(page) { null }.thenApply { see(it) },
            page.applyToEitherAsync(page) { null }.thenApply { see(it) },
            page.applyToEitherAsync(page, { null }, here).thenApply { see(it) },
            none.exceptionally { null }.thenApply { see(it) },
            none.exceptionallyCompose { none }.thenApply { see(it) },
            AsyncLock().with { CompletableFuture.completedFuture<String?>(null) }.thenApply { see(it) },
            Wait.of(CompletableFuture.completedFuture<String?>(null)).thenApply { see(it) },
            Wait.anyOf(none, none).thenApply { see(it) },
        )
    }

    @Test
    fun whatMayBeNull_isNullableInKotlin() {
        assertNull(none.await())
        assertNull(none.join())
        assertNull(none.get())
        assertNull(none.getNow(null))
        assertNull(none.resultNow())
        assertNull(AsyncQueue.unbounded<String>().poll())
        assertNull(AsyncQueue.unbounded<String>().peek())
        val lock = AsyncLock()
        val held = lock.tryAcquire()
        assertNull(lock.tryAcquire())
        assertTrue(held!!.isOpen)
    }
}
